import { toJson } from "../json-form/to-json.js";
import type { Terminal } from "../terminal.js";
import type { Traffic } from "./dialer.js";
import type { Opened } from "./open-connection.js";
import { jsonLine, prettyJson } from "./print-json.js";
import { rounded } from "./rounded.js";
import { safeText } from "./safe-text.js";
import type { Format } from "./talk-command.js";

/** What a call took, and what came along with its answer. It begins when it is made. */
export class CallReport {
  readonly #opened: Opened;
  readonly #connectMs: number;
  readonly #before: Traffic;
  readonly #startMs = performance.now();
  #firstMs: number | undefined;
  #itemCount = 0;
  /** `undefined` where nothing came along. */
  #metadata: unknown;

  /** @param connectMs what it took to connect, from the first byte to the welcome */
  constructor(opened: Opened, connectMs: number) {
    this.#opened = opened;
    this.#connectMs = connectMs;
    this.#before = opened.dialer.traffic;
  }

  metadata(metadata: unknown): void {
    this.#metadata = metadata;
  }

  /** An item of an output stream came. */
  item(): void {
    this.#firstMs ??= performance.now() - this.#startMs;
    this.#itemCount += 1;
  }

  /** Tells it on standard error: standard output is the answer's alone. */
  print(format: Format, terminal: Terminal): void {
    const ms = rounded(performance.now() - this.#startMs);
    const connectMs = rounded(this.#connectMs);
    const { sentBytes, receivedBytes } = this.#traffic();
    const items = this.#firstMs === undefined ? undefined : { items: this.#itemCount, firstMs: rounded(this.#firstMs) };
    const metadata = this.#metadata === undefined ? undefined : toJson(this.#metadata);
    const { status } = this.#opened.connection;
    const session = status.state === "open" ? { session: status.session, encoding: status.encoding } : undefined;
    if (format === "ndjson") {
      const call = { connectMs, ...session, ms, ...items, sentBytes, receivedBytes };
      terminal.err(jsonLine({ call: { ...call, ...(metadata !== undefined && { metadata }) } }));
      return;
    }
    const { colors } = terminal;
    const where = session && `, session ${safeText(session.session)}, encoding ${session.encoding}`;
    const counted =
      items && `, ${items.items} ${items.items === 1 ? "item" : "items"}, the first after ${items.firstMs} ms`;
    terminal.err(colors.dim(`connected in ${connectMs} ms${where ?? ""}`));
    terminal.err(colors.dim(`called in ${ms} ms${counted ?? ""}; ${sentBytes} bytes sent, ${receivedBytes} received`));
    if (metadata !== undefined) terminal.err(`${colors.dim("metadata")} ${prettyJson(metadata, colors)}`);
  }

  #traffic(): Traffic {
    const { sentBytes, receivedBytes } = this.#opened.dialer.traffic;
    return { sentBytes: sentBytes - this.#before.sentBytes, receivedBytes: receivedBytes - this.#before.receivedBytes };
  }
}
