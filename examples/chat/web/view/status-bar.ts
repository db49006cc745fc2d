import type { ConnectionStatus } from "@hawser/client";
import { byId } from "./dom.js";

/** Shows where the connection stands, with a countdown while it waits. */
export class StatusBar {
  readonly #status = byId("status", HTMLDivElement);
  readonly #text = byId("status-text", HTMLSpanElement);
  readonly #countdown = byId("status-countdown", HTMLSpanElement);
  readonly #retry = byId("status-retry", HTMLButtonElement);
  readonly #offline = byId("offline", HTMLParagraphElement);
  #tick: ReturnType<typeof setInterval> | undefined;

  /** @param retry is asked for the next attempt at once. */
  constructor(retry: () => void) {
    this.#retry.addEventListener("click", retry);
  }

  show(status: ConnectionStatus): void {
    clearInterval(this.#tick);
    const { state } = status;
    this.#status.dataset.state = state;
    this.#text.textContent = stateTexts[state];
    this.#countdown.textContent = "";
    this.#retry.hidden = state !== "waiting";
    // The first attempt takes a moment and is nothing to worry about.
    this.#offline.hidden = state === "open" || state === "moving" || (state === "connecting" && status.attempt === 1);
    if (state === "waiting") this.#count(performance.now() + status.delayMs);
    this.#offline.textContent =
      status.state === "closed"
        ? `${status.error?.detail ?? "The connection was closed"}. Reload the page to go on.`
        : "There is no connection. What you send now waits and leaves as soon as there is one.";
  }

  #count(untilMs: number): void {
    const show = (): void => {
      this.#countdown.textContent = `in ${Math.max(0, Math.ceil((untilMs - performance.now()) / 1000))} s`;
    };
    show();
    this.#tick = setInterval(show, 250);
  }
}

const stateTexts: Record<ConnectionStatus["state"], string> = {
  connecting: "Connecting",
  open: "Live",
  moving: "Moving",
  waiting: "Reconnecting",
  closed: "Disconnected",
};
