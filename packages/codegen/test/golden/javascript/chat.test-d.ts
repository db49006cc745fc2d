import { type Chat, connect, isRoomsSendError, type Message, type RoomsSendError } from "./chat.client.js";

// What a user of a stub sees. Checked by tsc alone; nothing here runs.

export async function useOf(chat: Chat, signal: AbortSignal): Promise<void> {
  const message: Message = await chat.rooms.send({ room: "lobby", text: "hi" }, { timeoutMs: 2_000, signal });
  message.sentAt.getTime();
  const names: string[] = await chat.rooms.list();
  names.push("outputs are the caller's own");

  // @ts-expect-error: a field is missing
  await chat.rooms.send({ room: "lobby" });
  // @ts-expect-error: a field too many
  await chat.rooms.send({ room: "lobby", text: "hi", colour: "red" });
  // @ts-expect-error: no input is taken, only options
  await chat.rooms.list({ room: "lobby" });
  // @ts-expect-error: no such procedure
  await chat.rooms.leave();

  for await (const event of chat.messages.subscribe({ room: "lobby" })) event.text.trim();
  chat.messages.subscribe({ room: "lobby" }, { onEvent: (event, offset) => event.text.at(offset) });
  // @ts-expect-error: the params are missing
  chat.messages.subscribe();

  await chat.connection.close();
}

export function connecting(token: string): Chat[] {
  // @ts-expect-error: the schema declares auth
  connect("ws://localhost");
  // @ts-expect-error: it is not of the declared type
  connect("ws://localhost", { auth: token });
  return [
    connect("ws://localhost", { auth: { token } }),
    connect(new URL("ws://localhost"), { auth: async () => ({ token }), timeoutMs: 5_000 }),
  ];
}

export function failing(error: unknown): string | number | undefined {
  if (!isRoomsSendError(error)) return undefined;
  switch (error.code) {
    case "RoomNotFound":
      return error.data.room;
    case "limit_exceeded":
      return error.data.max;
    case "timeout":
      // @ts-expect-error: this code carries no data
      return error.data.room;
    default:
      return error.message;
  }
}

export function exhaustive(error: RoomsSendError): boolean {
  // @ts-expect-error: not a code that this procedure fails with
  return error.code === "RoomIsFull";
}
