import type { RoomList } from "../room-list.js";
import { showAvatar } from "./avatar.js";
import { byId } from "./dom.js";
import { showBadge } from "./room-nav.js";

/** What stands around the conversation: the address, the title, who the guest is, and which half a phone shows. */
export class Frame {
  readonly rooms = byId("rooms", HTMLUListElement);
  readonly #roomName = byId("room-name", HTMLHeadingElement);
  readonly #roomAbout = byId("room-about", HTMLParagraphElement);
  readonly #backUnread = byId("back-unread", HTMLSpanElement);
  readonly #avatar = byId("me-avatar", HTMLSpanElement);
  readonly #nick = byId("me-nick", HTMLSpanElement);
  readonly #token = byId("me-token", HTMLSpanElement);

  /** The room that the address names. `undefined`: none, or the list of rooms. */
  get room(): string | undefined {
    const name = decode(location.hash.slice(1));
    // No room can have this name.
    document.body.dataset.pane = name === "/" ? "rooms" : "room";
    return name === "" || name === "/" ? undefined : name;
  }

  /** Opens a room by its address, also where it is open already. */
  go(name: string): void {
    const hash = `#${encodeURIComponent(name)}`;
    if (location.hash === hash) dispatchEvent(new HashChangeEvent("hashchange"));
    else location.hash = hash;
  }

  /** @param shown.renewals how many tokens the server took on the connection as it is. */
  show({ rooms, nick, renewals }: { rooms: RoomList; nick: string | undefined; renewals: number }): void {
    const { open = "", unread } = rooms;
    this.#roomName.textContent = open;
    this.#roomAbout.textContent = rooms.get(open)?.about ?? "";
    showBadge(this.#backUnread, unread);
    showAvatar(this.#avatar, nick ?? "");
    this.#nick.textContent = nick ?? "";
    this.#token.textContent = renewals === 0 ? "" : `Token renewed ${renewals}×, same connection`;
    document.title = `${unread > 0 ? `(${unread}) ` : ""}#${open} · Hawser chat`;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
