import { type Chat, isRoomsSendError } from "../chat.client.js";
import type { Conversation, Draft } from "./conversation.js";
import { randomText } from "./guest.js";

/** Gets what the guest says across, over lost connections too. */
export class Outgoing {
  readonly #chat: Chat;

  constructor(chat: Chat) {
    this.#chat = chat;
  }

  say(conversation: Conversation, text: string): void {
    this.#send(conversation, { mark: randomText(), text });
  }

  retry(conversation: Conversation, { mark, text }: Draft): void {
    this.#send(conversation, { mark, text });
  }

  #send(conversation: Conversation, draft: Draft): void {
    conversation.draft(draft);
    this.#deliver(conversation, draft).catch((error: unknown) => {
      conversation.draft({ ...draft, problem: problemOf(error) });
    });
  }

  /** Sends again what may have been lost on the way: by its mark the server knows a message that it has already. */
  async #deliver(conversation: Conversation, draft: Draft): Promise<void> {
    const { room } = conversation;
    try {
      conversation.add(await this.#chat.rooms.send({ room, ...draft }, { timeoutMs: patienceMs }));
    } catch (error) {
      if (!isRoomsSendError(error) || error.code !== "connection_lost") throw error;
      await this.#deliver(conversation, draft);
    }
  }
}

function problemOf(error: unknown): string {
  if (!isRoomsSendError(error)) return "Something went wrong.";
  switch (error.code) {
    case "RoomNotFound":
      return `There is no room ${error.data.room} any more.`;
    case "forbidden":
      return "Your nickname has gone to somebody else.";
    case "invalid_input":
      return error.data.issues[0]?.message ?? "The server does not take this.";
    case "unavailable":
    case "timeout":
    case "closed":
      return "It could not be sent.";
    default:
      return error.detail;
  }
}

/** How long a message waits for a connection. */
const patienceMs = 5 * 60_000;
