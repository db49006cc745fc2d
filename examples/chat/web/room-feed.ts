import { type Chat, isRoomsBacklogError, type Message } from "../chat.client.js";
import { Backlog } from "./backlog.js";
import type { Conversation } from "./conversation.js";
import { gapText } from "./gap-text.js";

/** Keeps the conversation of a room up to date until the guest leaves it. */
export class RoomFeed {
  readonly #chat: Chat;
  readonly #conversation: Conversation;
  readonly #earlier: Backlog;
  readonly #leave: () => void;
  #isReading = false;
  /** Messages are missing that the subscription does not bring. */
  #isBehind = true;

  constructor(chat: Chat, conversation: Conversation) {
    const { room } = conversation;
    this.#chat = chat;
    this.#conversation = conversation;
    this.#earlier = new Backlog(chat, room);
    const messages = chat.rooms.messages.subscribe(
      { room },
      {
        onEvent: (message) => conversation.add(message),
        // After a short disconnection there is none: what was said meanwhile comes by itself.
        onGap: (gap) => {
          conversation.note(gapText(gap), "gap");
          this.#isBehind = true;
          if (messages.status === "active") void this.#catchUp();
        },
        onStatus: (status) => {
          if (status === "active" && this.#isBehind) void this.#catchUp();
        },
        onEnd: (error) => {
          if (error?.code === "forbidden") void this.#tellWhy();
        },
      },
    );
    this.#leave = () => {
      void messages.unsubscribe();
      this.#earlier.letGo();
    };
  }

  leave(): void {
    this.#leave();
  }

  /** Lets go of what may be read later. */
  rest(): void {
    this.#earlier.letGo();
  }

  /** Puts messages before the oldest. */
  async readEarlier(): Promise<void> {
    const conversation = this.#conversation;
    if (this.#isReading || conversation.isLoading || conversation.isComplete) return;
    this.#isReading = true;
    try {
      const { messages, isAll } = await this.#earlier.read(pageSize, conversation.oldest);
      this.#isReading = false;
      if (isAll) conversation.completed(...messages);
      else if (messages.length > 0) conversation.add(...messages);
    } catch {
      // The subscription ends for the same reason, and tells it.
      this.#isReading = false;
    }
  }

  /** Fetches the latest messages: as far back as those that are there, or where there are none, some. */
  async #catchUp(): Promise<void> {
    const [chat, conversation] = [this.#chat, this.#conversation];
    const { room, newest } = conversation;
    const messages: Message[] = [];
    let isAll = true;
    this.#isBehind = false;
    try {
      for await (const message of chat.rooms.backlog({ room })) {
        const isEnough = newest ? message.sentAt <= newest : messages.length === pageSize;
        if (isEnough) {
          isAll = false;
          break;
        }
        messages.push(message);
      }
      if (isAll && !newest) conversation.isComplete = true;
      conversation.loaded(...messages);
    } catch (error) {
      this.#isBehind = true;
      // A lost connection comes back and asks again; who may not listen is told so by the subscription.
      if (isRoomsBacklogError(error) && ["connection_lost", "forbidden"].includes(error.code)) return;
      this.#stop("The earlier messages could not be fetched.");
    }
  }

  async #tellWhy(): Promise<void> {
    const [chat, conversation] = [this.#chat, this.#conversation];
    const rooms = await chat.rooms.list();
    this.#stop(
      rooms.some(({ name }) => name === conversation.room)
        ? `The owner of ${conversation.room} has shown you out. Choose another room.`
        : `There is no room ${conversation.room}. Choose another, or create it.`,
    );
  }

  /** Nothing more is to be waited for. */
  #stop(why: string): void {
    this.#conversation.loaded();
    this.#conversation.note(why, "gap");
  }
}

/** Messages that are fetched at a time. */
const pageSize = 50;
