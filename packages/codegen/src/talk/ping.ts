import { encodings, fingerprintOf } from "@hawser/core";
import type { ExitCode } from "../commands/add-command.js";
import type { Terminal } from "../terminal.js";
import { jsonLine } from "./print-json.js";
import { rounded } from "./rounded.js";
import { safeText } from "./safe-text.js";
import { schemaIn } from "./schema-source.js";
import type { Server } from "./server.js";
import type { Format } from "./talk-command.js";
import { openWireClient } from "./wire-client.js";

export interface PingRequest {
  readonly count: number;
  readonly schemaFile: string | undefined;
  readonly format: Format;
}

/** Connects, and measures how long the server takes to answer pings. */
export async function ping(server: Server, request: PingRequest, terminal: Terminal): Promise<ExitCode> {
  const { schemaFile, format, count } = request;
  const fingerprint = schemaFile === undefined ? "" : fingerprintOf(await schemaIn(schemaFile, terminal));
  const startMs = performance.now();
  const client = await openWireClient({ ...server, fingerprint });
  const connectMs = rounded(performance.now() - startMs);
  const { session } = client;
  const encoding = client.encoding === encodings.positional ? "positional" : "maps";
  const { colors } = terminal;
  const print = (pretty: string, json: Parameters<typeof jsonLine>[0]): void =>
    terminal.out(format === "pretty" ? pretty : jsonLine(json));
  print(
    [
      `connected to ${colors.bold(server.url)} in ${connectMs} ms`,
      `session ${safeText(session)}`,
      `encoding ${encoding}: ${whyEncoding(encoding, schemaFile)}`,
    ].join("\n"),
    { connected: { ms: connectMs, session, encoding } },
  );
  const times: number[] = [];
  try {
    while (times.length < count && !server.signal.aborted && (await terminal.written())) {
      if (times.length > 0) await pause(server.signal);
      if (server.signal.aborted) break;
      const ms = rounded(await client.ping());
      times.push(ms);
      print(`pong ${times.length} in ${ms} ms`, { pong: { number: times.length, ms } });
    }
  } finally {
    await client.close();
  }
  if (times.length === 0) return 0;
  const sorted = times.toSorted((a, b) => a - b);
  const summary = { count: times.length, minMs: sorted[0] ?? 0, medianMs: median(sorted), maxMs: sorted.at(-1) ?? 0 };
  print(
    `${summary.count} ${summary.count === 1 ? "ping" : "pings"}: min ${summary.minMs} ms, median ${summary.medianMs} ms, max ${summary.maxMs} ms`,
    { pings: summary },
  );
  return 0;
}

function whyEncoding(encoding: "positional" | "maps", schemaFile: string | undefined): string {
  if (schemaFile === undefined) return "no schema was given to compare; name it with --schema";
  return encoding === "positional"
    ? `the server has the schema of ${schemaFile}`
    : `the server has another schema than ${schemaFile}`;
}

/** Between two pings. It ends early when the user asks to stop. */
function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(finish, intervalMs);
    signal.addEventListener("abort", finish, { once: true });
    function finish(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    }
  });
}

const intervalMs = 200;

function median(sorted: readonly number[]): number {
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] =
    sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : [sorted[middle - 1], sorted[middle]];
  return rounded((low + high) / 2);
}
