import { Alarm } from "./alarm.js";
import type { Clock } from "./clock.js";

export interface HeartbeatOptions {
  readonly clock: Clock;
  readonly heartbeatMs: number;
  readonly heartbeatTimeoutMs: number;
  /** Bytes that have not reached the network. */
  readonly bufferedBytes: () => number;
  readonly ping: () => void;
  readonly dead: () => void;
}

/**
 * Notices a peer that is gone without a word: when nothing came for `heartbeatMs` it pings, and when nothing comes for
 * `heartbeatTimeoutMs` after that the peer is dead. Browsers hide the pings of the WebSocket protocol, so these are
 * frames.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #alarm: Alarm;
  #heardAtMs = 0;
  #pinged = false;
  #bufferedBytes = 0;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#alarm = new Alarm(options.clock, () => this.#ring());
  }

  start(): void {
    this.heard();
    this.#alarm.set(this.#options.heartbeatMs);
  }

  /** Something came from the peer, whatever it was. */
  heard(): void {
    this.#heardAtMs = this.#options.clock.now();
    this.#pinged = false;
  }

  /** Asks the peer now: the network may have changed. Does nothing while an answer is due, or before the start. */
  probe(): void {
    if (this.#pinged || !this.#alarm.isSet) return;
    this.#ask();
  }

  stop(): void {
    this.#alarm.clear();
  }

  #ring(): void {
    const { clock, heartbeatMs } = this.#options;
    const restMs = this.#heardAtMs + heartbeatMs - clock.now();
    if (this.#pinged) this.#judge();
    else if (restMs > 0) this.#alarm.set(restMs);
    else this.#ask();
  }

  #judge(): void {
    const { heartbeatTimeoutMs, bufferedBytes, dead } = this.#options;
    const before = this.#bufferedBytes;
    this.#bufferedBytes = bufferedBytes();
    // Behind a large message on a slow uplink a ping waits long; what still drains is not dead.
    if (this.#bufferedBytes < before) this.#alarm.set(heartbeatTimeoutMs);
    else dead();
  }

  #ask(): void {
    this.#pinged = true;
    this.#bufferedBytes = this.#options.bufferedBytes();
    this.#options.ping();
    this.#alarm.set(this.#options.heartbeatTimeoutMs);
  }
}
