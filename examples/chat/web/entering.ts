import { type Chat, isUsersEnterError } from "../chat.client.js";
import type { Guest } from "./guest.js";

export type Entered = { readonly welcome: string } | { readonly problem: string };

/** Takes a nickname for the guest, or says why they cannot have it. */
export async function enter(chat: Chat, guest: Guest, nick: string): Promise<Entered> {
  try {
    const entered = await chat.users.enter({ nick });
    guest.nick = entered.nick;
    // What the server knows of the guest is in their token: from now on the connection needs one with the name.
    if (guest.signedNick !== entered.nick) await chat.connection.refreshAuth();
    return { welcome: entered.text };
  } catch (error) {
    if (!isUsersEnterError(error)) throw error;
    switch (error.code) {
      case "NickTaken":
        return { problem: `Somebody else is called ${error.data.nick}. Choose another name.` };
      case "invalid_input":
        return { problem: error.data.issues[0]?.message ?? "This cannot be a name." };
      default:
        return { problem: `That did not work: ${error.detail}.` };
    }
  }
}
