import { type Chat, isRoomsSendError } from "../chat.client.js";
import type { Conversation, Draft } from "./conversation.js";
import { randomText } from "./guest.js";

/** Gets what the guest says across, over lost connections too: the call is idempotent, so the client repeats it. */
export class Outgoing {
  readonly #chat: Chat;

  constructor(chat: Chat) {
    this.#chat = chat;
  }

  say(conversation: Conversation, text: string): void {
    void this.#send(conversation, { mark: randomText(), text });
  }

  /** By its mark the server knows a message that it has already. */
  retry(conversation: Conversation, { mark, text }: Draft): void {
    void this.#send(conversation, { mark, text });
  }

  async #send(conversation: Conversation, draft: Draft): Promise<void> {
    const { room } = conversation;
    conversation.draft(draft);
    try {
      conversation.add(await this.#chat.rooms.send({ room, ...draft }, { timeoutMs: patienceMs }));
    } catch (error) {
      conversation.draft({ ...draft, problem: problemOf(error) });
    }
  }
}

function problemOf(error: unknown): string {
  if (!isRoomsSendError(error)) return "Something went wrong.";
  switch (error.code) {
    case "RoomNotFound":
      return `There is no room ${error.data.room} any more.`;
    case "ShownOut":
      return `The owner of ${error.data.room} has shown you out.`;
    case "forbidden":
      return "Your nickname has gone to somebody else.";
    case "invalid_input":
      return error.data.issues[0]?.message ?? "The server does not take this.";
    case "unavailable":
    case "timeout":
    case "connection_lost":
    case "closed":
      return "It could not be sent.";
    default:
      return error.detail;
  }
}

/** How long a message waits for a connection. */
const patienceMs = 5 * 60_000;
