import type { ItemStream } from "@hawser/client";
import { type Chat, isRoomsBacklogError, type Message } from "../chat.client.js";

/** What was said in a room before, read bit by bit: the stream stands still between two reads. */
export class Backlog {
  readonly #chat: Chat;
  readonly #room: string;
  #stream: ItemStream<Message> | undefined;

  constructor(chat: Chat, room: string) {
    this.#chat = chat;
    this.#room = room;
  }

  /**
   * Reads on.
   * @param before where to begin if the stream was let go, or lost with its connection.
   * @returns so many, the newest first; fewer where there are no more, or the connection was lost.
   */
  async read(count: number, before?: Date): Promise<{ messages: Message[]; isAll: boolean }> {
    this.#stream ??= this.#chat.rooms.backlog({ room: this.#room, before });
    const stream = this.#stream;
    const messages: Message[] = [];
    try {
      while (messages.length < count) {
        const { done, value } = await stream.next();
        if (done) return { messages, isAll: this.#stream === stream };
        messages.push(value);
      }
    } catch (error) {
      this.letGo();
      if (!isRoomsBacklogError(error) || !passing.has(error.code)) throw error;
    }
    return { messages, isAll: false };
  }

  /** Ends the stream; the next read opens another. */
  letGo(): void {
    this.#stream?.cancel();
    this.#stream = undefined;
  }
}

/** Codes of errors that pass when there is a connection again. */
const passing: ReadonlySet<string> = new Set(["connection_lost", "unavailable", "timeout", "cancelled"]);
