import { type Chat, isRoomsShowOutError } from "../chat.client.js";
import type { Conversation } from "./conversation.js";

/** Shows somebody out of a room that the guest has made, and notes what became of it. */
export async function showOut(chat: Chat, conversation: Conversation, nick: string): Promise<void> {
  try {
    await chat.rooms.showOut({ room: conversation.room, nick });
    conversation.note(`${nick} is shown out: nothing more from them, and soon nothing more to them.`, "welcome");
  } catch (error) {
    conversation.note(`${nick} could not be shown out: ${isRoomsShowOutError(error) ? error.detail : error}.`, "gap");
  }
}
