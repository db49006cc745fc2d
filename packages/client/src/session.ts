import {
  type ClientFrame,
  closeCodes,
  closeReason,
  decodeBatch,
  encodings,
  HawserError,
  type HelloFrame,
  isHawserError,
  kinds,
  type ServerFrame,
  subprotocol,
  type WelcomeFrame,
} from "@hawser/core";
import { Alarm } from "./alarm.js";
import { Heartbeat } from "./heartbeat.js";
import { Inbox } from "./inbox.js";
import { type Loss, lossOf } from "./loss.js";
import type { Settings } from "./options.js";
import { Outbox } from "./outbox.js";
import type { WebSocketLike } from "./socket.js";

/** What a client must know of the server's limits. */
export interface ServerLimits {
  readonly maxFrameBytes: number;
  readonly maxCallsInFlight: number;
}

/** What a session tells the connection that it belongs to. */
export interface SessionOwner {
  /** Frames may leave from now on; what is pushed at once rides behind hello. */
  ready(session: Session): void;
  welcomed(session: Session, id: string): void;
  /** A frame about calls or subscriptions. What it throws ends the session as a violation of the protocol. */
  receive(frame: ServerFrame, session: Session): void;
  /** The uplink has room again. */
  drained(): void;
  /** A frame cannot leave; the others do. */
  refused(frame: ClientFrame, error: HawserError): void;
  /** Whether no call waits for an answer. */
  idle(): boolean;
  /** The session is over; the last call. */
  lost(loss: Loss): void;
}

export interface SessionOptions {
  readonly socket: WebSocketLike;
  readonly hello: HelloFrame;
  /** Nothing follows hello until the welcome told the limits. */
  readonly patient: boolean;
  /** The limits to assume until the welcome. */
  readonly limits: ServerLimits;
  readonly settings: Settings;
  readonly owner: SessionOwner;
}

/** The life of one socket: it greets, is welcomed, carries frames, and ends once. */
export class Session {
  limits: ServerLimits;
  /** How payloads travel: positional, or in maps. Until the welcome what leaves is in maps. */
  positional = false;
  readonly #options: SessionOptions;
  readonly #outbox: Outbox;
  readonly #inbox = new Inbox((message) => this.#message(message));
  readonly #heartbeat: Heartbeat;
  #state: "opening" | "greeting" | "open" | "ended" = "opening";
  #goingAway = false;
  #failure: unknown;
  #pings = 0;

  constructor(options: SessionOptions) {
    const { socket, settings, owner } = options;
    this.#options = options;
    this.limits = options.limits;
    this.#outbox = new Outbox({
      socket,
      clock: settings.clock,
      maxFrameBytes: this.limits.maxFrameBytes,
      refused: (frame, error) =>
        frame[0] === kinds.hello ? this.#end({ error, final: true, tooBig: false }) : owner.refused(frame, error),
      drained: () => owner.drained(),
    });
    this.#heartbeat = new Heartbeat({
      ...settings,
      bufferedBytes: () => this.#outbox.bufferedBytes,
      ping: () => this.push([kinds.ping, this.#pings++ & 0x7f]),
      dead: () => this.drop(new HawserError("connection_lost", "the server no longer answers")),
    });
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#greet();
    socket.onmessage = ({ data }: { data: unknown }) => this.#inbox.take(data);
    socket.onerror = ({ error }: { error?: unknown }) => {
      this.#failure = error;
    };
    socket.onclose = ({ code, reason }: { code: number; reason: string }) =>
      this.#end(lossOf({ code, reason, cause: this.#failure, welcomed: this.#state === "open" }));
  }

  /** Whether calls and subscriptions may be pushed. */
  get ready(): boolean {
    if (this.#goingAway) return false;
    return this.#state === "open" || (this.#state === "greeting" && !this.#options.patient);
  }

  /** The uplink is behind: what can wait should not be pushed. */
  get full(): boolean {
    return this.#outbox.full;
  }

  get bufferedBytes(): number {
    return this.#outbox.bufferedBytes;
  }

  /** Sends a frame at the end of this tick, together with the others. */
  push(frame: ClientFrame): void {
    this.#outbox.push(frame);
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
    return new Promise((resolve) => {
      const alarm = new Alarm(settings.clock, () => {
        socket.onclose = null;
        socket.terminate?.();
        resolve();
      });
      alarm.set(closeTimeoutMs);
      socket.onclose = () => {
        socket.onclose = null;
        alarm.clear();
        resolve();
      };
      socket.close(closeCodes.normal);
    });
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

  #message(message: Uint8Array | string): void {
    this.#heartbeat.heard();
    try {
      if (typeof message === "string") throw new HawserError("protocol", "the server sent a text message");
      for (const frame of decodeBatch(message).frames) {
        if (this.#state === "ended") return;
        this.#receive(frame as unknown as ServerFrame);
      }
    } catch (error) {
      this.#violation(isHawserError(error) ? error.detail : "the server sent a malformed frame", error);
    }
    if (this.#goingAway && this.#state === "open" && this.#options.owner.idle()) this.#leave();
  }

  #receive(frame: ServerFrame): void {
    switch (frame[0]) {
      case kinds.welcome:
        this.#welcome(frame);
        break;
      case kinds.ping:
        this.push([kinds.pong, frame[1]]);
        break;
      case kinds.pong:
        break;
      case kinds.goingAway:
        this.#goingAway = true;
        break;
      default:
        if (this.#state !== "open") throw new HawserError("protocol", `a frame ${frame[0]} came before the welcome`);
        this.#options.owner.receive(frame, this);
    }
  }

  #welcome([, encoding, id, limits]: WelcomeFrame): void {
    const [maxBatchBytes, maxFrameBytes, maxCallsInFlight] = limits;
    const known = encoding === encodings.positional || encoding === encodings.maps;
    if (this.#state !== "greeting" || !known || !(maxBatchBytes > 0 && maxFrameBytes > 0 && maxCallsInFlight > 0)) {
      throw new HawserError("protocol", "the server sent an unexpected welcome");
    }
    this.limits = { maxFrameBytes: Math.min(maxBatchBytes, maxFrameBytes), maxCallsInFlight };
    this.#outbox.maxFrameBytes = this.limits.maxFrameBytes;
    this.positional = encoding === encodings.positional;
    this.#state = "open";
    this.#heartbeat.start();
    const { owner, patient } = this.#options;
    owner.welcomed(this, id);
    if (patient) owner.ready(this);
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

  #end(loss: Omit<Loss, "unsent">): void {
    if (this.#state === "ended") return;
    this.#options.owner.lost({ ...loss, unsent: this.#detach() });
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
    return this.#outbox.close();
  }
}

function ignore(): void {}

/** How long a closing handshake may take. */
const closeTimeoutMs = 2_000;
