import type { Draft, Line, Said } from "../conversation.js";
import { showAvatar } from "./avatar.js";
import { create } from "./dom.js";
import type { Row } from "./keyed-list.js";

/** What a reader may do about a message. */
export interface RowActions {
  /** Sends again what did not get across. */
  retry(draft: Draft): void;
  discard(draft: Draft): void;
  showOut(nick: string): void;
}

/** A row for something that was said, or is yet to get across. */
export function saidRow(actions: RowActions): Row<Line> {
  const avatar = create("span", "avatar");
  const from = create("span", "from");
  const time = create("time", "time");
  const text = create("p", "text");
  const state = create("p", "state");
  const showOut = button("Show out", () => actions.showOut(from.textContent));
  showOut.classList.add("show-out");
  const body = create("div", "body", create("p", "byline", from, time, showOut), text, state);
  const element = create("li", "said", avatar, body);
  return {
    element,
    show(line) {
      if (line.kind !== "said") return;
      const { sentAt } = line;
      element.classList.toggle("mine", line.isMine);
      element.classList.toggle("continues", line.continues);
      element.dataset.state = line.state;
      showAvatar(avatar, line.from);
      from.textContent = line.isMine ? "You" : line.from;
      from.dataset.hue = avatar.dataset.hue;
      time.dateTime = sentAt?.toISOString() ?? "";
      time.textContent = sentAt ? shortTime.format(sentAt) : "";
      time.title = sentAt ? longTime.format(sentAt) : "";
      text.textContent = line.text;
      showOut.hidden = !line.canShowOut;
      state.replaceChildren(...stateOf(line, actions));
    },
  };
}

/** A row for a line of the page's own. */
export function noteRow(): Row<Line> {
  const text = create("p", "");
  const element = create("li", "note", text);
  return {
    element,
    show(line) {
      if (line.kind !== "note") return;
      element.dataset.tone = line.tone;
      text.textContent = line.text;
    },
  };
}

function stateOf({ state, draft }: Said, actions: RowActions): (Node | string)[] {
  if (state === "waiting") return ["Waits for the connection"];
  if (!draft?.problem) return [];
  return [
    draft.problem,
    button("Try again", () => actions.retry(draft)),
    button("Discard", () => actions.discard(draft)),
  ];
}

function button(text: string, onClick: () => void): HTMLButtonElement {
  const element = create("button", "plain", text);
  element.type = "button";
  element.addEventListener("click", onClick);
  return element;
}

const shortTime = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const longTime = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
