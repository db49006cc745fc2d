import type { SocketFactory } from "@hawser/client";
import { byId } from "./element.js";

/** Counts what comes through the socket and shows it as rates over the last seconds. */
export class Meter {
  readonly #samples: Sample[] = [];
  #events = 0;
  #bytes = 0;

  constructor() {
    setInterval(() => this.#show(performance.now()), 500);
  }

  /** Opens sockets whose received bytes are counted. */
  readonly openSocket: SocketFactory = (url, subprotocols) => {
    const socket = new WebSocket(url, subprotocols);
    socket.addEventListener("message", ({ data }) => {
      if (data instanceof ArrayBuffer) this.#bytes += data.byteLength;
    });
    return socket;
  };

  countEvent(): void {
    this.#events += 1;
  }

  #show(nowMs: number): void {
    this.#samples.push({ nowMs, events: this.#events, bytes: this.#bytes });
    if (this.#samples.length > keptSamples) this.#samples.shift();
    const first = this.#samples[0];
    if (!first || first.nowMs === nowMs) return;
    const seconds = (nowMs - first.nowMs) / 1_000;
    byId("meter-events", HTMLElement).textContent = ((this.#events - first.events) / seconds).toFixed(0);
    byId("meter-bytes", HTMLElement).textContent = ((this.#bytes - first.bytes) / seconds).toFixed(0);
  }
}

/** Four seconds of them. */
const keptSamples = 9;

/** Everything that had come at a time. */
interface Sample {
  readonly nowMs: number;
  readonly events: number;
  readonly bytes: number;
}
