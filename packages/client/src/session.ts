import {
  type ClientFrame,
  closeCodes,
  closeReason,
  type Decode,
  decodeBatch,
  encodings,
  fromWire,
  HawserError,
  type HelloFrame,
  isHawserError,
  kinds,
  type ServerFrame,
  subprotocol,
  type WelcomeFrame,
  type Wire,
} from "@hawser/core";
import { closeSocket } from "./close-socket.js";
import { isRequest } from "./exchange.js";
import { Exchanges } from "./exchanges.js";
import { Heartbeat } from "./heartbeat.js";
import { Inbox } from "./inbox.js";
import { isLinking, Links } from "./links.js";
import { isUnheard, type Loss, lossOf } from "./loss.js";
import type { Settings } from "./options.js";
import { Outbox } from "./outbox.js";
import { type ServerLimits, serverLimitsOf } from "./server-limits.js";
import type { ShapeSource } from "./shape-source.js";
import type { ShapeText } from "./shape-text.js";
import type { WebSocketLike } from "./socket.js";

/** What a session tells the connection that it belongs to. */
export interface SessionOwner {
  /** Frames may leave from now on; what is pushed at once rides behind hello. */
  ready(session: Session): void;
  welcomed(session: Session, id: string): void;
  /** There may be room for calls that wait: the uplink drained, or the server answered something. */
  room(): void;
  /** The server wants to be left: new calls and subscriptions need another session. */
  goingAway(session: Session): void;
  /** The server wants another auth value. */
  authExpiring(session: Session): void;
  /** The session is over; the last call. What it had in flight is yet to be told. */
  lost(session: Session, loss: Loss): void;
}

export interface SessionOptions {
  readonly socket: WebSocketLike;
  readonly hello: HelloFrame;
  /** Nothing follows hello until the welcome told the limits. */
  readonly patient: boolean;
  /** The limits to assume until the welcome. */
  readonly limits: ServerLimits;
  readonly settings: Settings;
  /** What payloads in maps are read by. */
  readonly shapes: ShapeSource;
  /** Whether another attempt may present another auth value. */
  readonly authIsRenewable: boolean;
  readonly owner: SessionOwner;
}

/** The life of one socket: it greets, is welcomed, carries frames, and ends once. */
export class Session {
  limits: ServerLimits;
  /** How payloads travel: positional, or in maps. Until the welcome what leaves is in maps. */
  positional = false;
  /** What waits for an answer. */
  readonly exchanges = new Exchanges();
  readonly links = new Links();
  readonly outbox: Outbox;
  readonly #options: SessionOptions;
  readonly #inbox = new Inbox((message) => this.#message(message));
  readonly #heartbeat: Heartbeat;
  #state: "opening" | "greeting" | "open" | "ended" = "opening";
  #onOpen: (() => void)[] = [];
  #goingAway = false;
  #failure: unknown;
  #pings = 0;

  constructor(options: SessionOptions) {
    const { socket, settings, owner } = options;
    this.#options = options;
    this.limits = options.limits;
    this.outbox = new Outbox({
      socket,
      clock: settings.clock,
      maxFrameBytes: this.limits.maxFrameBytes,
      refused: (frame, error) => this.#refused(frame, error),
      drained: () => owner.room(),
    });
    this.#heartbeat = new Heartbeat({
      ...settings,
      bufferedBytes: () => this.outbox.bufferedBytes,
      ping: () => this.push([kinds.ping, this.#pings++ & 0x7f]),
      dead: () => this.drop(new HawserError("connection_lost", "the server no longer answers")),
    });
    // What the `ws` package gives by itself costs no copy.
    if (socket.binaryType !== "nodebuffer") socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#greet();
    socket.onmessage = ({ data }: { data: unknown }) => this.#inbox.take(data);
    socket.onerror = ({ error }: { error?: unknown }) => {
      this.#failure = error;
    };
    socket.onclose = ({ code, reason }: { code: number; reason: string }) => {
      const welcomed = this.#state === "open";
      const { authIsRenewable } = options;
      const loss = lossOf({ code, reason, cause: this.#failure, welcomed, authIsRenewable });
      this.#end(loss, isUnheard({ code, welcomed }));
    };
  }

  /** Whether calls and subscriptions may be pushed. */
  get ready(): boolean {
    if (this.#goingAway) return false;
    return this.#state === "open" || (this.#state === "greeting" && !this.#options.patient);
  }

  get isOpen(): boolean {
    return this.#state === "open";
  }

  /** The uplink is behind: what can wait should not be pushed. */
  get full(): boolean {
    return this.outbox.full;
  }

  get bufferedBytes(): number {
    return this.outbox.bufferedBytes;
  }

  /** Sends a frame at the end of this tick, together with the others. */
  push(frame: ClientFrame): void {
    this.outbox.push(frame);
  }

  /**
   * The value of a payload that came: by its codec, or, in maps, by its shape, where it has one. It throws where the value
   * is not what was declared.
   */
  read<T>(wire: Wire, decode: Decode<T>, shape: ShapeText | undefined): T {
    if (this.positional) return decode(wire);
    const value = fromWire(wire);
    return (shape ? this.#options.shapes.loaded?.conform(value, shape) : value) as T;
  }

  /** Calls back when the welcome has come: at once, later, or never. */
  whenOpen(callback: () => void): void {
    if (this.#state === "open") callback();
    else this.#onOpen.push(callback);
  }

  /** Asks the server for a sign of life. */
  probe(): void {
    this.#heartbeat.probe();
  }

  /** Gives the socket up without a farewell that could take long. */
  drop(error: HawserError): void {
    const { socket } = this.#options;
    this.#end({ error, final: false, tooBig: false });
    if (socket.terminate) socket.terminate();
    else socket.close();
  }

  /** Closes without a word to the owner. Settles when the socket is gone. */
  close(): Promise<void> {
    const { socket, settings } = this.#options;
    this.#detach();
    return closeSocket(socket, settings.clock);
  }

  #greet(): void {
    const { socket, hello, patient, owner } = this.#options;
    if (socket.protocol !== subprotocol) {
      this.#violation(`the server speaks "${socket.protocol}" instead of "${subprotocol}"`);
      return;
    }
    this.#state = "greeting";
    this.push(hello);
    if (!patient) owner.ready(this);
  }

  /** @returns what later messages are to wait for, if anything. */
  #message(message: Uint8Array | string): Promise<void> | undefined {
    this.#heartbeat.heard();
    try {
      if (typeof message === "string") throw new HawserError("protocol", "the server sent a text message");
      const { frames, ends } = decodeBatch(message);
      let start = 0;
      for (let index = 0; index < frames.length; index++) {
        if (this.#state === "ended") return;
        const end = ends[index] as number;
        const frame = frames[index] as unknown as ServerFrame;
        if (this.#needsShapes(frame)) return this.#awaitShapes(message.subarray(start));
        this.#receive(frame, end - start);
        start = end;
      }
    } catch (error) {
      this.#violation(isHawserError(error) ? error.detail : "the server sent a malformed frame", error);
    }
    if (this.#isIdle) this.#leave();
  }

  /** What may follow this welcome cannot be read yet. */
  #needsShapes([kind, encoding]: ServerFrame): boolean {
    return kind === kinds.welcome && encoding === encodings.maps && !this.#options.shapes.loaded;
  }

  async #awaitShapes(message: Uint8Array): Promise<void> {
    try {
      await this.#options.shapes.load();
    } catch (cause) {
      const why = "the server has another version of the schema, and the code for that did not load";
      if (this.#state !== "ended") this.drop(new HawserError("unavailable", why, { cause }));
    }
    await this.#message(message);
  }

  /** The server is going away and owes nothing more. */
  get #isIdle(): boolean {
    return this.#goingAway && this.#state === "open" && this.exchanges.size === 0 && this.links.size === 0;
  }

  #receive(frame: ServerFrame, bytes: number): void {
    switch (frame[0]) {
      case kinds.welcome:
        this.#welcome(frame);
        break;
      case kinds.ping:
        this.push([kinds.pong, frame[1]]);
        break;
      case kinds.pong:
        break;
      default:
        if (this.#state !== "open") throw new HawserError("protocol", `a frame ${frame[0]} came before the welcome`);
        this.#receiveWelcomed(frame, bytes);
    }
  }

  /** What it does not know is of a later version, and left alone. */
  #receiveWelcomed(frame: ServerFrame, bytes: number): void {
    const { owner } = this.#options;
    switch (frame[0]) {
      case kinds.result:
      case kinds.error:
        this.exchanges.receive(frame, bytes);
        owner.room();
        break;
      case kinds.event:
      case kinds.events:
      case kinds.gap:
      case kinds.subscribed:
      case kinds.patternSubscribed:
      case kinds.matched:
      case kinds.members:
      case kinds.membersChanged:
      case kinds.ended:
        this.links.receive(frame);
        break;
      case kinds.credit:
      case kinds.item:
      case kinds.stop:
        this.exchanges.receive(frame, bytes);
        break;
      case kinds.goingAway:
        if (this.#goingAway) break;
        this.#goingAway = true;
        owner.goingAway(this);
        break;
      case kinds.authExpiring:
        owner.authExpiring(this);
        break;
    }
  }

  #refused(frame: ClientFrame, error: HawserError): void {
    if (frame[0] === kinds.hello) this.#end({ error, final: true, tooBig: false });
    else if (isLinking(frame)) this.links.refused(frame[1], error);
    else if (isRequest(frame) || frame[0] === kinds.auth) {
      this.exchanges.refused(frame[1], error);
      this.#options.owner.room();
    }
  }

  #welcome([, encoding, id, limits]: WelcomeFrame): void {
    const isKnown = encoding === encodings.positional || encoding === encodings.maps;
    if (this.#state !== "greeting" || !isKnown) {
      throw new HawserError("protocol", "the server sent an unexpected welcome");
    }
    this.limits = serverLimitsOf(limits);
    this.outbox.maxFrameBytes = this.limits.maxFrameBytes;
    this.positional = encoding === encodings.positional;
    this.#state = "open";
    this.#heartbeat.start();
    const { owner, patient } = this.#options;
    owner.welcomed(this, id);
    if (patient) owner.ready(this);
    for (const callback of this.#onOpen.splice(0)) callback();
  }

  /** Everything is answered: waiting for the server to close would only delay what was called meanwhile. */
  #leave(): void {
    this.#end({ error: new HawserError("connection_lost", "the server is going away"), final: false, tooBig: false });
    this.#options.socket.close(closeCodes.normal);
  }

  #violation(message: string, cause?: unknown): void {
    this.#end({ error: new HawserError("protocol", message, { cause }), final: true, tooBig: false });
    this.#options.socket.close(closeCodes.protocol, closeReason(message));
  }

  #end(loss: Omit<Loss, "unsent">, isUnheard = false): void {
    if (this.#state === "ended") return;
    const unsent = this.#detach();
    this.#options.owner.lost(this, { ...loss, unsent: isUnheard ? "all" : unsent });
  }

  /** @returns the frames that have not left. */
  #detach(): ClientFrame[] {
    const { socket } = this.#options;
    this.#state = "ended";
    socket.onopen = socket.onmessage = socket.onclose = null;
    // A socket of `ws` that is dropped while it connects emits an error, and an error that nobody hears ends the process.
    socket.onerror = ignore;
    this.#heartbeat.stop();
    this.#inbox.close();
    return this.outbox.close();
  }
}

function ignore(): void {}
