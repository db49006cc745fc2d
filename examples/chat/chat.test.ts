import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { processTerminal, run } from "@hawser/codegen";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Chat, connect, isRoomsCreateError, isRoomsSendError, isUsersEnterError } from "./chat.client.js";
import { createChat } from "./server.js";

let pageDir: string;
let port: number;
let chat: ReturnType<typeof createChat>;
let clients: Chat[];

beforeEach(async () => {
  pageDir = await mkdtemp(join(tmpdir(), "hawser-chat-"));
  chat = createChat({ base: "/talk/", pageDir });
  ({ port } = await chat.server.listen({ port: 0, host: "127.0.0.1" }));
  clients = [];
});

afterEach(async () => {
  await Promise.all(clients.map(({ connection }) => connection.close()));
  await chat.server.close({ graceMs: 0 });
  await rm(pageDir, { recursive: true });
});

function guest(name: string, nick?: string): Chat {
  const client = connect(`ws://127.0.0.1:${port}/talk/rpc`, { auth: { token: tokenOf(name), nick } });
  clients.push(client);
  return client;
}

async function entered(nick: string): Promise<Chat> {
  const client = guest(nick);
  await client.users.enter({ nick });
  return client;
}

function tokenOf(name: string): string {
  return `token-of-${name}`.padEnd(16, "-");
}

function fault(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail("it succeeded"),
    (error: unknown) => error,
  );
}

test("two guests talk", async () => {
  const [ada, grace] = [await entered("Ada"), await entered("Grace")];
  const heard = vi.fn();
  const subscription = grace.rooms.messages.subscribe({ room: "lobby" }, { onEvent: heard });
  await vi.waitFor(() => expect(subscription.status).toBe("active"));

  const message = await ada.rooms.send({ room: "Lobby", text: " Hello, Grace! ", mark: "1" });
  expect(message).toMatchObject({ room: "lobby", from: "Ada", text: "Hello, Grace!", mark: "1" });
  expect(message.sentAt).toBeInstanceOf(Date);
  await vi.waitFor(() => expect(heard.mock.calls).toEqual([[message, 1]]));
  expect(await grace.rooms.history({ room: "lobby" })).toEqual([message]);
});

test("a message that is sent twice with one mark is said once", async () => {
  const ada = await entered("Ada");
  const first = await ada.rooms.send({ room: "lobby", text: "once", mark: "m" });
  expect(await ada.rooms.send({ room: "lobby", text: "once", mark: "m" })).toEqual(first);
  expect(await ada.rooms.history({ room: "lobby" })).toEqual([first]);
  expect((await ada.rooms.list())[0]).toMatchObject({ messageCount: 1 });
});

test("the history has the latest messages, the oldest first", async () => {
  const ada = await entered("Ada");
  for (const text of ["one", "two", "three"]) await ada.rooms.send({ room: "lobby", text, mark: text });
  const latest = await ada.rooms.history({ room: "lobby", last: 2 });
  expect(latest.map(({ text }) => text)).toEqual(["two", "three"]);
});

test("who is typing is told in that room only", async () => {
  const [ada, grace] = [await entered("Ada"), await entered("Grace")];
  const inLobby = vi.fn();
  const inHarbour = vi.fn();
  const subscriptions = [
    grace.rooms.typing.subscribe({ room: "lobby" }, { onEvent: inLobby }),
    grace.rooms.typing.subscribe({ room: "harbour" }, { onEvent: inHarbour }),
  ];
  await vi.waitFor(() => expect(subscriptions.map(({ status }) => status)).toEqual(["active", "active"]));

  await ada.rooms.type({ room: "lobby", isTyping: true });
  await ada.rooms.type({ room: "lobby", isTyping: false });
  await vi.waitFor(() =>
    expect(inLobby.mock.calls).toEqual([
      [{ nick: "Ada", isTyping: true }, 1],
      [{ nick: "Ada", isTyping: false }, 2],
    ]),
  );
  expect(inHarbour).not.toHaveBeenCalled();
});

test("a guest is welcomed by name, and nobody else gets the name", async () => {
  const [ada, other] = [guest("ada"), guest("other")];
  expect(await ada.users.enter({ nick: " Ada " })).toEqual({
    nick: "Ada",
    text: expect.stringContaining("Welcome aboard, Ada."),
  });
  const error = await fault(other.users.enter({ nick: "ADA" }));
  if (!isUsersEnterError(error) || error.code !== "NickTaken") throw error;
  expect(error.data).toEqual({ nick: "ADA" });
});

test("a guest who comes back has the name from before, unless it is taken", async () => {
  const ada = guest("ada", "Ada");
  expect((await ada.rooms.send({ room: "lobby", text: "back", mark: "1" })).from).toBe("Ada");
  const other = guest("other", "Ada");
  await expect(other.rooms.send({ room: "lobby", text: "hi", mark: "1" })).rejects.toMatchObject({ code: "forbidden" });
});

test("only who has a nickname may speak", async () => {
  const nobody = guest("nobody");
  for (const attempt of [
    nobody.rooms.send({ room: "lobby", text: "hi", mark: "1" }),
    nobody.rooms.type({ room: "lobby", isTyping: true }),
    nobody.rooms.create({ room: "mine" }),
  ]) {
    await expect(attempt).rejects.toMatchObject({ code: "forbidden" });
  }
  expect(await nobody.rooms.list()).toHaveLength(3);
});

test("a room is made once, and everyone is told", async () => {
  const [ada, grace] = [await entered("Ada"), await entered("Grace")];
  const told = vi.fn();
  const subscription = grace.rooms.updates.subscribe({ onEvent: told });
  await vi.waitFor(() => expect(subscription.status).toBe("active"));

  const room = await ada.rooms.create({ room: "Crew", about: "Who sails" });
  expect(room).toEqual({ name: "crew", about: "Who sails", messageCount: 0 });
  const message = await ada.rooms.send({ room: "crew", text: "Aye", mark: "1" });
  await vi.waitFor(() =>
    expect(told.mock.calls).toEqual([
      [room, 1],
      [{ ...room, messageCount: 1, lastMessage: message }, 2],
    ]),
  );

  const error = await fault(grace.rooms.create({ room: "crew" }));
  if (!isRoomsCreateError(error) || error.code !== "RoomExists") throw error;
  expect(error.data).toEqual({ room: "crew" });
});

test("there are at most a hundred rooms", async () => {
  const ada = await entered("Ada");
  await Promise.all(Array.from({ length: 97 }, (_, i) => ada.rooms.create({ room: `room-${i}` })));
  await expect(ada.rooms.create({ room: "one-more" })).rejects.toMatchObject({
    code: "TooManyRooms",
    data: { max: 100 },
  });
});

test("a room that is not there can be neither spoken in nor listened to", async () => {
  const ada = await entered("Ada");
  const error = await fault(ada.rooms.send({ room: "nowhere", text: "hi", mark: "1" }));
  if (!isRoomsSendError(error) || error.code !== "RoomNotFound") throw error;
  expect(error.data).toEqual({ room: "nowhere" });
  await expect(ada.rooms.history({ room: "nowhere" })).rejects.toMatchObject({ code: "RoomNotFound" });
  await expect(ada.rooms.type({ room: "nowhere", isTyping: true })).rejects.toMatchObject({ code: "RoomNotFound" });

  const onEnd = vi.fn();
  ada.rooms.messages.subscribe({ room: "nowhere" }, { onEvent: vi.fn(), onEnd });
  await vi.waitFor(() => expect(onEnd).toHaveBeenCalledWith(expect.objectContaining({ code: "forbidden" })));
});

test.each([
  ["an empty text", { room: "lobby", text: "  ", mark: "1" }],
  ["a text that is too long", { room: "lobby", text: "x".repeat(2001), mark: "1" }],
  ["a room's name with a space", { room: "two words", text: "hi", mark: "1" }],
])("%s is refused", async (_, input) => {
  const ada = await entered("Ada");
  await expect(ada.rooms.send(input)).rejects.toMatchObject({ code: "invalid_input" });
});

test("the page is served beside the socket, and may load nothing from elsewhere", async () => {
  await writeFile(join(pageDir, "index.html"), "<p>the page</p>");
  const response = await fetch(`http://127.0.0.1:${port}/talk/`);
  expect(await response.text()).toBe("<p>the page</p>");
  expect(response.headers.get("content-security-policy")).toMatch(/^default-src 'self';(?!.*unsafe)/);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
});

test("the generated client is fresh", async () => {
  const cwd = fileURLToPath(new URL(".", import.meta.url));
  const lines: string[] = [];
  const terminal = { ...processTerminal(), cwd, out: (line: string) => lines.push(line), err: lines.push.bind(lines) };
  expect(await run(["generate", "chat.schema.ts", "--check"], terminal), lines.join("\n")).toBe(0);
});
