import { type Chat, isRoomsCreateError } from "../chat.client.js";

/** Makes a room, where there is none of the name. Settles with what is wrong, if anything is. */
export async function createRoom(chat: Chat, room: string): Promise<string | undefined> {
  try {
    await chat.rooms.create({ room });
    return undefined;
  } catch (error) {
    if (!isRoomsCreateError(error)) throw error;
    switch (error.code) {
      case "RoomExists":
        return undefined;
      case "TooManyRooms":
        return `There are ${error.data.max} rooms already. Choose one of them.`;
      case "invalid_input":
        return "A name has letters, digits and dashes.";
      default:
        return `That did not work: ${error.detail}.`;
    }
  }
}
