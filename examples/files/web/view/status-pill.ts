import type { Connection, ConnectionStatus } from "@hawser/client";
import { byId } from "./dom.js";

/** Shows where the connection stands, and counts down to the next attempt. */
export class StatusPill {
  readonly #pill = byId("status", HTMLElement);
  readonly #text = byId("status-text", HTMLElement);
  readonly #countdown = byId("status-countdown", HTMLElement);
  #timer: number | undefined;

  constructor(connection: Connection) {
    connection.onStatus((status) => this.#show(status));
    this.#show(connection.status);
  }

  #show(status: ConnectionStatus): void {
    clearInterval(this.#timer);
    this.#pill.dataset.state = status.state;
    this.#text.textContent = texts[status.state];
    this.#countdown.textContent = "";
    if (status.state === "waiting") this.#count(performance.now() + status.delayMs);
  }

  #count(untilMs: number): void {
    const show = (): void => {
      this.#countdown.textContent = `in ${Math.max(0, Math.ceil((untilMs - performance.now()) / 1000))} s`;
    };
    show();
    this.#timer = window.setInterval(show, 250);
  }
}

const texts: Record<ConnectionStatus["state"], string> = {
  connecting: "Connecting",
  open: "Live",
  moving: "Moving",
  waiting: "Reconnecting",
  closed: "Disconnected",
};
