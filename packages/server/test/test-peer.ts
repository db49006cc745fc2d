import { decodeBatch, encodeBatches, fromWire, kinds, subprotocol, toWire, type Wire } from "@hawser/core";
import WebSocket, { type ClientOptions } from "ws";

/** A client that speaks frames in maps, for tests that look at the server from outside. */
export class TestPeer {
  readonly frames: Wire[][] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  #waiting: { matches: (frame: Wire[]) => boolean; resolve: (frame: Wire[]) => void }[] = [];
  #nextId = 0;

  private constructor(readonly socket: WebSocket) {
    socket.on("message", (data: Buffer) => {
      for (const frame of decodeBatch(data).frames.flatMap(eventsOf)) this.#receive(frame);
    });
    this.closed = new Promise((resolve) => {
      socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    socket.on("error", () => {});
  }

  /** Opens a socket without saying hello. */
  static async connect(url: string, options: ClientOptions = {}): Promise<TestPeer> {
    const peer = new TestPeer(new WebSocket(url, subprotocol, options));
    await new Promise((resolve, reject) => {
      peer.socket.once("open", resolve);
      peer.socket.once("error", reject);
    });
    return peer;
  }

  /** Opens a session. */
  static async open(url: string, auth?: unknown, options?: ClientOptions): Promise<TestPeer> {
    const peer = await TestPeer.connect(url, options);
    peer.send([kinds.hello, "", toWire(auth)]);
    await peer.frame((frame) => frame[0] === kinds.welcome);
    return peer;
  }

  send(...frames: Wire[][]): void {
    for (const bytes of encodeBatches(frames, Number.POSITIVE_INFINITY)) this.socket.send(bytes);
  }

  /** The first frame, past or future, that matches; it is taken out. */
  frame(matches: (frame: Wire[]) => boolean): Promise<Wire[]> {
    const index = this.frames.findIndex(matches);
    if (index >= 0) return Promise.resolve(this.frames.splice(index, 1)[0] as Wire[]);
    return new Promise((resolve) => this.#waiting.push({ matches, resolve }));
  }

  /** Sends a call and returns its id. */
  start(path: string, input?: unknown): number {
    const id = this.#nextId++;
    this.send([kinds.call, id, path, toWire(input)]);
    return id;
  }

  /** The outcome of a call: `{ output }`, or `{ code, message, data }`. */
  async outcome(id: number): Promise<Outcome> {
    const frame = await this.frame(([kind, of]) => (kind === kinds.result || kind === kinds.error) && of === id);
    if (frame[0] === kinds.result) return { output: fromWire(frame[2]) };
    return { code: frame[2], message: frame[3], data: fromWire(frame[4]) };
  }

  call(path: string, input?: unknown): Promise<Outcome> {
    return this.outcome(this.start(path, input));
  }

  /** Subscribes and returns the answer: `subscribed` or `ended`. */
  async subscribe(path: string, params?: unknown): Promise<{ id: number; frame: Wire[] }> {
    const id = this.#nextId++;
    this.send([kinds.subscribe, id, path, toWire(params)]);
    const frame = await this.frame(([kind, of]) => (kind === kinds.subscribed || kind === kinds.ended) && of === id);
    return { id, frame };
  }

  /** The next event, decoded. */
  async event(): Promise<{ offset: number; event: unknown }> {
    const frame = await this.frame(([kind]) => kind === kinds.event);
    return { offset: frame[2], event: fromWire(frame[3]) };
  }

  close(): void {
    this.socket.close();
  }

  #receive(frame: Wire[]): void {
    const index = this.#waiting.findIndex(({ matches }) => matches(frame));
    if (index >= 0) this.#waiting.splice(index, 1)[0]?.resolve(frame);
    else this.frames.push(frame);
  }
}

export interface Outcome {
  output?: unknown;
  code?: string;
  message?: string;
  data?: unknown;
}

/** Events that came in one frame, one by one. */
function eventsOf(frame: Wire[]): Wire[][] {
  const [kind, channel, offset, events] = frame;
  if (kind !== kinds.events) return [frame];
  return events.map((event: Wire, index: number) => [kinds.event, channel, offset + index, event]);
}
