import type { Connection, ConnectionStatus } from "@hawser/client";
import { byId } from "./element.js";

/** Shows where the connection stands, and counts down to the next attempt. */
export class StatusPill {
  readonly #pill = byId("status", HTMLElement);
  readonly #text = byId("status-text", HTMLElement);
  readonly #countdown = byId("status-countdown", HTMLElement);
  readonly #retry = byId("status-retry", HTMLButtonElement);
  #timer: number | undefined;

  constructor(connection: Connection) {
    this.#retry.addEventListener("click", () => connection.reconnect());
    connection.onStatus((status) => this.#show(status));
    this.#show(connection.status);
  }

  #show(status: ConnectionStatus): void {
    clearInterval(this.#timer);
    document.body.dataset.connection = status.state;
    this.#pill.dataset.state = status.state;
    this.#text.textContent = texts[status.state];
    this.#pill.title = titleOf(status);
    this.#countdown.textContent = "";
    this.#retry.hidden = status.state !== "waiting";
    if (status.state === "waiting") this.#countDown(performance.now() + status.delayMs);
  }

  #countDown(dueMs: number): void {
    const show = () => {
      const leftMs = Math.max(0, dueMs - performance.now());
      this.#countdown.textContent = `${(leftMs / 1_000).toFixed(1)} s`;
    };
    show();
    this.#timer = window.setInterval(show, 100);
  }
}

const texts: Record<ConnectionStatus["state"], string> = {
  connecting: "Connecting",
  open: "Live",
  moving: "Live",
  waiting: "Reconnecting",
  closed: "Closed",
};

function titleOf(status: ConnectionStatus): string {
  switch (status.state) {
    case "open":
      return `Session ${status.session}, ${status.encoding === "positional" ? "the same schema" : "another schema"}`;
    case "waiting":
      return status.error.message;
    case "closed":
      return status.error?.message ?? "";
    case "connecting":
    case "moving":
      return `Attempt ${status.attempt}`;
  }
}
