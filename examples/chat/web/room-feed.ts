import { type Chat, isRoomsHistoryError } from "../chat.client.js";
import type { Conversation } from "./conversation.js";
import { gapText } from "./gap-text.js";
import type { Typists } from "./typists.js";

export interface RoomFeedOptions {
  readonly chat: Chat;
  readonly conversation: Conversation;
  readonly typists: Typists;
}

/** Keeps the conversation of a room up to date until the guest leaves it. */
export class RoomFeed {
  readonly #options: RoomFeedOptions;
  readonly #leave: () => void;

  constructor(options: RoomFeedOptions) {
    const { chat, conversation, typists } = options;
    const { room } = conversation;
    this.#options = options;
    const messages = chat.rooms.messages.subscribe(
      { room },
      {
        onEvent: (message) => {
          typists.heard(message.from, false);
          conversation.add(message);
        },
        onGap: (gap) => conversation.note(gapText(gap), "gap"),
        // Now, and after every time that the connection was lost: what came before is fetched, what is there stays.
        onStatus: (status) => {
          if (status === "active") void this.#catchUp();
        },
        onEnd: (error) => {
          if (error?.code === "forbidden") this.#stop(`There is no room ${room}. Choose another, or create it.`);
        },
      },
    );
    const typing = chat.rooms.typing.subscribe(
      { room },
      { onEvent: ({ nick, isTyping }) => typists.heard(nick, isTyping) },
    );
    this.#leave = () => {
      void messages.unsubscribe();
      void typing.unsubscribe();
      typists.clear();
    };
  }

  leave(): void {
    this.#leave();
  }

  async #catchUp(): Promise<void> {
    const { chat, conversation } = this.#options;
    try {
      conversation.loaded(...(await chat.rooms.history({ room: conversation.room })));
    } catch (error) {
      // A lost connection comes back, and asks again.
      if (isRoomsHistoryError(error) && error.code === "connection_lost") return;
      this.#stop("The earlier messages could not be fetched.");
    }
  }

  /** Nothing more is to be waited for. */
  #stop(why: string): void {
    this.#options.conversation.loaded();
    this.#options.conversation.note(why, "gap");
  }
}
