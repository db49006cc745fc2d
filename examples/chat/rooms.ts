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
  create(name: string, about = ""): Room | undefined {
    if (this.#rooms.size >= maxRooms) return undefined;
    const room = { name, about, messageCount: 0 };
    this.#rooms.set(name, { room, messages: [] });
    return room;
  }

  /** The latest messages, the oldest first. `undefined` where there is no such room. */
  history(name: string, last: number): Message[] | undefined {
    return this.#rooms.get(name)?.messages.slice(-last);
  }

  /** The room after it, or without one where it was said before. `undefined` where there is no such room. */
  say({ room: name, ...said }: Omit<Message, "id" | "sentAt">): { message: Message; room?: Room } | undefined {
    const kept = this.#rooms.get(name);
    if (!kept) return undefined;
    const before = kept.messages.find(({ from, mark }) => from === said.from && mark === said.mark);
    if (before) return { message: before };
    const message = { id: randomUUID(), room: name, sentAt: new Date(), ...said };
    kept.messages.push(message);
    if (kept.messages.length > maxMessages) kept.messages.shift();
    kept.room = { ...kept.room, messageCount: kept.room.messageCount + 1, lastMessage: message };
    return { message, room: kept.room };
  }
}

interface KeptRoom {
  room: Room;
  readonly messages: Message[];
}

export const maxRooms = 100;

/** Per room; the most that `rooms.history` may be asked for. */
const maxMessages = 200;
