import type { Gap } from "@hawser/client";
import { byId } from "./element.js";
import { gapText } from "./gap-text.js";

/** Tells the reader what was missed. The gaps of all subscriptions become one notice. */
export class GapNotice {
  readonly #notice = byId("notice", HTMLElement);
  readonly #gaps: Gap[] = [];
  #timer: number | undefined;

  add(gap: Gap): void {
    this.#gaps.push(gap);
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#show(), gatherMs);
  }

  #show(): void {
    const gaps = this.#gaps.splice(0);
    this.#notice.textContent = gapText(gaps);
    this.#notice.dataset.shown = "true";
    this.#timer = window.setTimeout(() => {
      delete this.#notice.dataset.shown;
    }, shownMs);
  }
}

/** After a reconnect each subscription reports on its own, within a moment. */
const gatherMs = 200;
const shownMs = 8_000;
