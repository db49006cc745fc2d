import type { Room } from "../../chat.client.js";
import type { RoomList } from "../room-list.js";
import { create } from "./dom.js";
import { KeyedList, type Row } from "./keyed-list.js";

/** The list of rooms: each a link, with what was said last and how much is unread. */
export class RoomNav {
  readonly #rooms: RoomList;
  readonly #list: KeyedList<Room>;

  constructor(list: HTMLElement, rooms: RoomList) {
    this.#rooms = rooms;
    this.#list = new KeyedList(list, { key: ({ name }) => name, create: () => this.#row() });
  }

  show(): void {
    this.#list.show(this.#rooms.rooms);
  }

  #row(): Row<Room> {
    const name = create("span", "room-name");
    const unread = create("span", "badge");
    const last = create("span", "room-last");
    const link = create("a", "room-link", name, unread, last);
    return {
      element: create("li", "", link),
      show: (room) => {
        const count = this.#rooms.unreadIn(room);
        link.href = `#${encodeURIComponent(room.name)}`;
        if (this.#rooms.open === room.name) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
        name.textContent = room.name;
        last.textContent = room.lastMessage ? `${room.lastMessage.from}: ${room.lastMessage.text}` : room.about;
        showBadge(unread, count);
      },
    };
  }
}

/** A number of unread messages, or nothing. */
export function showBadge(element: HTMLElement, count: number): void {
  if (count === 0) element.replaceChildren();
  else element.replaceChildren(count > 99 ? "99+" : String(count), create("span", "hidden", " unread"));
}
