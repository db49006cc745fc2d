import type { Pulse } from "../pulse.js";
import { byId } from "./dom.js";

/** Says how small calls fared beside the files. */
export class PulseLine {
  readonly #line = byId("pulse", HTMLParagraphElement);
  readonly #answers = byId("pulse-answers", HTMLElement);
  readonly #slowest = byId("pulse-slowest", HTMLElement);

  show({ answers, slowestMs }: Pulse): void {
    this.#line.hidden = answers === 0;
    this.#answers.textContent = String(answers);
    this.#slowest.textContent = `${slowestMs.toFixed(slowestMs < 10 ? 1 : 0)} ms`;
  }
}
