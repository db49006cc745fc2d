import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { bundleProgram } from "../bundle-program.js";
import { type JournalRecord, readJournal } from "./journal.js";
import { connect, type Ledger } from "./ledger.client.js";
import { LedgerProcess } from "./ledger-process.js";

/** One journal, the servers that write into it one after the other, and clients that follow them. Gone after the test. */
export class LedgerLab {
  #server: LedgerProcess | undefined;
  readonly #directory: string;
  readonly #program: string;
  readonly #started: LedgerProcess[] = [];

  private constructor(directory: string, program: string) {
    this.#directory = directory;
    this.#program = program;
  }

  static async open(): Promise<LedgerLab> {
    const directory = await mkdtemp(join(tmpdir(), "hawser-ledger-"));
    const lab = new LedgerLab(directory, await bundleProgram(new URL("ledger-server.ts", import.meta.url), directory));
    onTestFinished(async () => {
      for (const server of lab.#started) await server.end("SIGKILL");
      await rm(directory, { recursive: true, force: true });
    });
    return lab;
  }

  get journal(): JournalRecord[] {
    return readJournal(this.#path);
  }

  /** The one that clients connect to. */
  get server(): LedgerProcess {
    if (!this.#server) throw new Error("no server was started");
    return this.#server;
  }

  /** Starts the server that clients find from now on. @param port absent: any */
  async start(port = 0): Promise<void> {
    this.#server = await LedgerProcess.start(this.#program, this.#path, port);
    this.#started.push(this.#server);
  }

  connect(count: number): Ledger[] {
    const backoff = { initialMs: 10, maxMs: 200 };
    // As behind a load balancer: each attempt goes to the newest server.
    const socket = (_: string, subprotocols: string[]): WebSocket =>
      new WebSocket(`ws://127.0.0.1:${this.server.port}`, subprotocols, { perMessageDeflate: false });
    return Array.from({ length: count }, () => connect("ws://ledger.test", { backoff, socket }));
  }

  get #path(): string {
    return join(this.#directory, "journal");
  }
}
