import type { Person } from "../people.js";
import { showAvatar } from "./avatar.js";
import { byId, create } from "./dom.js";
import { KeyedList, type Row } from "./keyed-list.js";

/** Who is in the open room: how many, and each by name. */
export class PeopleStrip {
  readonly #strip = byId("people", HTMLElement);
  readonly #count = byId("people-count", HTMLParagraphElement);
  readonly #list = new KeyedList(byId("people-list", HTMLUListElement), { key: ({ nick }) => nick, create: personRow });

  /** @param options.isStale whether it is only what was known last. */
  show(people: readonly Person[], { isStale }: { isStale: boolean }): void {
    this.#strip.classList.toggle("stale", isStale && people.length > 0);
    this.#count.textContent = people.length === 0 ? "" : `${people.length} here`;
    this.#list.show(people);
  }
}

function personRow(): Row<Person> {
  const avatar = create("span", "avatar");
  const name = create("span", "person-name");
  const self = create("span", "person-self");
  const element = create("li", "person", avatar, name, self);
  return {
    element,
    show({ nick, isSelf }) {
      showAvatar(avatar, nick);
      name.textContent = nick;
      self.textContent = isSelf ? " (you)" : "";
    },
  };
}
