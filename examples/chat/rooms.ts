import { randomUUID } from "node:crypto";
import type { Message, Room } from "./chat.schema.js";

/** The rooms and what was said in them lately. In memory only: a restart of the server forgets them. */
export class Rooms {
  readonly #rooms = new Map<string, KeptRoom>();

  constructor(rooms: Readonly<Record<string, string>>) {
    for (const [name, about] of Object.entries(rooms)) this.create(name, about);
  }

  has(name: string): boolean {
    return this.#rooms.has(name);
  }

  list(): Room[] {
    return [...this.#rooms.values()].map(({ room }) => room);
  }

  /** Makes a room of a name that is free. `undefined` where the server holds no more. */
  create(name: string, about = "", owner?: string): Room | undefined {
    if (this.#rooms.size >= maxRooms) return undefined;
    const room = { name, about, owner, messageCount: 0 };
    this.#rooms.set(name, { room, messages: [], shownOut: new Set() });
    return room;
  }

  get(name: string): Room | undefined {
    return this.#rooms.get(name)?.room;
  }

  /** What was said, the newest first. `undefined` where there is no such room. */
  backlog(name: string, before?: Date): Iterable<Message> | undefined {
    const messages = this.#rooms.get(name)?.messages;
    return messages?.filter(({ sentAt }) => before === undefined || sentAt < before).reverse();
  }

  showOut(name: string, nick: string): void {
    this.#rooms.get(name)?.shownOut.add(nick.toLowerCase());
  }

  /** Whether a guest may not be in a room; one without a nickname may be everywhere. */
  isShownOut(name: string, nick: string | undefined): boolean {
    return nick !== undefined && this.#rooms.get(name)?.shownOut.has(nick.toLowerCase()) === true;
  }

  /** The room after it, or without one where it was said before. `undefined` where there is no such room. */
  say({ room: name, ...said }: Omit<Message, "id" | "sentAt">): { message: Message; room?: Room } | undefined {
    const kept = this.#rooms.get(name);
    if (!kept) return undefined;
    const same = kept.messages.find(({ from, mark }) => from === said.from && mark === said.mark);
    if (same) return { message: same };
    const sentAtMs = Math.max(Date.now(), (kept.messages.at(-1)?.sentAt.getTime() ?? 0) + 1);
    const message = { id: randomUUID(), room: name, sentAt: new Date(sentAtMs), ...said };
    kept.messages.push(message);
    if (kept.messages.length > maxMessages) kept.messages.shift();
    kept.room = { ...kept.room, messageCount: kept.room.messageCount + 1, lastMessage: message };
    return { message, room: kept.room };
  }
}

interface KeptRoom {
  room: Room;
  readonly messages: Message[];
  /** Nicknames in lower case. */
  readonly shownOut: Set<string>;
}

export const maxRooms = 100;

/** Per room. */
const maxMessages = 500;
