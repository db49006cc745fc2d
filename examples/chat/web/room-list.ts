import type { Room } from "../chat.client.js";

/** The rooms, and how many messages of each were not looked at. */
export class RoomList {
  readonly #rooms = new Map<string, Room>();
  /** Messages that were there when the room was looked at last. */
  readonly #seen = new Map<string, number>();
  readonly #isWatched: () => boolean;
  readonly #onChange: () => void;
  #open: string | undefined;

  /** @param isWatched whether the guest can see the open room. */
  constructor(isWatched: () => boolean, onChange: () => void) {
    this.#isWatched = isWatched;
    this.#onChange = onChange;
  }

  get rooms(): Room[] {
    return [...this.#rooms.values()];
  }

  /** The name of the open room. */
  get open(): string | undefined {
    return this.#open;
  }

  set open(name: string) {
    this.#open = name;
    this.look();
  }

  get(name: string): Room | undefined {
    return this.#rooms.get(name);
  }

  unreadIn({ name, messageCount }: Room): number {
    return Math.max(0, messageCount - (this.#seen.get(name) ?? 0));
  }

  get unread(): number {
    return this.rooms.reduce((sum, room) => sum + this.unreadIn(room), 0);
  }

  /** Takes the list as the server has it. What was said before the page came is not news. */
  replace(rooms: readonly Room[]): void {
    this.#rooms.clear();
    for (const room of rooms) {
      const { name, messageCount } = room;
      this.#rooms.set(name, room);
      // A restarted server counts from 0 again.
      this.#seen.set(name, Math.min(this.#seen.get(name) ?? messageCount, messageCount));
    }
    this.look();
  }

  /** Takes one room, new or changed. */
  put(room: Room): void {
    this.#rooms.set(room.name, room);
    this.look();
  }

  /** What the open room has is read now, if the guest can see it. */
  look(): void {
    const room = this.#open === undefined ? undefined : this.#rooms.get(this.#open);
    if (room && this.#isWatched()) this.#seen.set(room.name, room.messageCount);
    this.#onChange();
  }
}
