import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Attendance, MemberChange } from "@hawser/client";
import { processTerminal, run } from "@hawser/codegen";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type Chat,
  type ChatAuth,
  connect,
  isRoomsCreateError,
  isRoomsSendError,
  isUsersEnterError,
  type Member,
  type Message,
} from "./chat.client.js";
import { Line } from "./line.js";
import { type ChatOptions, createChat } from "./server.js";

let pageDir: string;
let address: { port: number };
let chat: ReturnType<typeof createChat>;
let clients: Chat[];
let lines: Line[];

beforeEach(async () => {
  pageDir = await mkdtemp(join(tmpdir(), "hawser-chat-"));
  clients = [];
  lines = [];
  await start();
});

async function start(options: Pick<ChatOptions, "tokens" | "presenceGraceMs"> = {}, port = 0): Promise<void> {
  chat = createChat({ base: "/talk/", pageDir, ...options });
  address = await chat.server.listen({ port, host: "127.0.0.1" });
}

afterEach(async () => {
  await Promise.all(clients.map(({ connection }) => connection.close()));
  await Promise.all(lines.map((line) => line.cut()));
  await chat.server.close({ graceMs: 0 });
  await rm(pageDir, { recursive: true });
});

/** @param wish the nickname that their tokens should have. */
function guest(name: string, wish?: string): Chat {
  return connected(() => auth(name, wish));
}

/** @param line what leads them to the server. Absent: nothing is between. */
async function entered(nick: string, line?: Line): Promise<Chat> {
  const client = connected(() => auth(nick, nick), line);
  await client.users.enter({ nick });
  return client;
}

function connected(auth: ChatAuth | (() => Promise<ChatAuth>), { port }: { port: number } = address): Chat {
  const client = connect(`ws://127.0.0.1:${port}/talk/rpc`, { auth });
  clients.push(client);
  return client;
}

async function auth(name: string, wish?: string): Promise<ChatAuth> {
  const query = wish === undefined ? "" : `?${new URLSearchParams({ nick: wish })}`;
  const headers = { authorization: `Bearer secret-of-${name}`.padEnd(30, "-") };
  const response = await fetch(`http://127.0.0.1:${address.port}/talk/token${query}`, { method: "POST", headers });
  return (await response.json()) as ChatAuth;
}

/** @param changes takes what is heard of who is there. */
function attend(client: Chat, nick: string, changes: Change[] = []): Attendance<Member> {
  const onChange = ({ type, data }: MemberChange<Member>): void => void changes.push([type, data]);
  return client.rooms.messages.attend({ room: "lobby" }, { as: { nick, isTyping: false }, onChange });
}

type Change = [MemberChange<Member>["type"], Member];

function nicksIn({ members }: Attendance<Member>): string[] {
  return [...members.values()].map(({ nick }) => nick).sort();
}

/** Waits until a guest whose connection was lost is in the room again. */
async function back({ connection }: Chat, attendance: Attendance<Member>): Promise<void> {
  await eventually(() => {
    connection.reconnect();
    expect(attendance.status).toBe("active");
  });
}

async function lineToServer(): Promise<Line> {
  const line = await Line.to(address.port);
  lines.push(line);
  return line;
}

async function backlog(client: Chat, before?: Date): Promise<Message[]> {
  const messages: Message[] = [];
  for await (const message of client.rooms.backlog({ room: "lobby", before })) messages.push(message);
  return messages;
}

function sessionOf({ connection }: Chat): string {
  if (connection.status.state !== "open") throw new Error(`the connection is ${connection.status.state}`);
  return connection.status.session;
}

/** A second, which is usual, is little on a busy machine. */
function eventually(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 10_000 });
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
  await eventually(() => expect(subscription.status).toBe("active"));

  const message = await ada.rooms.send({ room: "Lobby", text: " Hello, Grace! ", mark: "1" });
  expect(message).toMatchObject({ room: "lobby", from: "Ada", text: "Hello, Grace!", mark: "1" });
  expect(message.sentAt).toBeInstanceOf(Date);
  await eventually(() => expect(heard.mock.calls).toEqual([[message, 1]]));
  expect(await backlog(grace)).toEqual([message]);
});

test("who comes back to a room gets what was said meanwhile, and no gap", async () => {
  const [ada, grace] = [await entered("Ada"), await entered("Grace")];
  const [heard, onGap] = [vi.fn(), vi.fn()];
  const subscription = grace.rooms.messages.subscribe({ room: "lobby" }, { onEvent: heard, onGap });
  await eventually(() => expect(subscription.status).toBe("active"));
  const { position } = subscription;
  await subscription.unsubscribe();
  const message = await ada.rooms.send({ room: "lobby", text: "Are you there?", mark: "1" });
  grace.rooms.messages.subscribe({ room: "lobby" }, { onEvent: heard, onGap, since: position });
  await eventually(() => expect(heard.mock.calls).toEqual([[message, 1]]));
  expect(onGap).not.toHaveBeenCalled();
});

test("a message that is sent twice with one mark is said once", async () => {
  const ada = await entered("Ada");
  const first = await ada.rooms.send({ room: "lobby", text: "once", mark: "m" });
  expect(await ada.rooms.send({ room: "lobby", text: "once", mark: "m" })).toEqual(first);
  expect(await backlog(ada)).toEqual([first]);
  expect((await ada.rooms.list())[0]).toMatchObject({ messageCount: 1 });
});

test("the backlog comes from the newest to the oldest, from before a time, and as far as one reads", async () => {
  const ada = await entered("Ada");
  for (const text of ["one", "two", "three"]) {
    await ada.rooms.send({ room: "lobby", text, mark: text });
  }
  const [newest, middle, oldest] = await backlog(ada);
  expect([newest, middle, oldest].map((message) => message?.text)).toEqual(["three", "two", "one"]);
  expect(await backlog(ada, middle?.sentAt)).toEqual([oldest]);
  for await (const message of ada.rooms.backlog({ room: "lobby" })) {
    expect(message).toEqual(newest);
    break;
  }
});

test("guests see each other, and who is typing, in that room only", async () => {
  const [ada, grace] = [await entered("Ada"), await entered("Grace")];
  const inHarbour = grace.rooms.messages.attend({ room: "harbour" });
  const changes: Change[] = [];
  const here = attend(grace, "Grace", changes);
  await eventually(() => expect([here.status, inHarbour.status]).toEqual(["active", "active"]));

  const there = attend(ada, "Ada");
  await eventually(() => expect(nicksIn(here)).toEqual(["Ada", "Grace"]));
  await eventually(() => expect(nicksIn(there)).toEqual(["Ada", "Grace"]));
  await there.update({ nick: "Ada", isTyping: true });
  await there.update({ nick: "Ada", isTyping: false });
  await there.leave();
  await eventually(() =>
    expect(changes).toEqual([
      ["present", { nick: "Grace", isTyping: false }],
      ["join", { nick: "Ada", isTyping: false }],
      ["update", { nick: "Ada", isTyping: true }],
      ["update", { nick: "Ada", isTyping: false }],
      ["leave", { nick: "Ada", isTyping: false }],
    ]),
  );
  expect(inHarbour.members.size).toBe(0);
});

test("nobody is in a room under somebody else's name", async () => {
  const [ada, nobody, grace] = [await entered("Ada"), guest("nobody"), await entered("Grace")];
  for (const [client, nick] of [
    [nobody, "Ada"],
    [nobody, "Nobody"],
    [grace, "Ada"],
    [grace, "grace"],
  ] as const) {
    const onEnd = vi.fn();
    client.rooms.messages.attend({ room: "lobby" }, { as: { nick, isTyping: false }, onEnd });
    await eventually(() => expect(onEnd).toHaveBeenCalledWith(expect.objectContaining({ code: "forbidden" })));
  }
  const here = attend(grace, "Grace");
  await eventually(() => expect(here.status).toBe("active"));
  await expect(here.update({ nick: "Ada", isTyping: true })).rejects.toMatchObject({ code: "forbidden" });
  const watched = ada.rooms.messages.attend({ room: "lobby" });
  await eventually(() => expect([...watched.members.values()]).toEqual([{ nick: "Grace", isTyping: false }]));
});

describe("a guest may be away for a minute", () => {
  beforeEach(async () => {
    await chat.server.close({ graceMs: 0 });
    await start({ presenceGraceMs: 60_000 });
  });

  test("so nobody hears of a connection that is cut, nor of a server that is restarted", async () => {
    const line = await lineToServer();
    const [ada, grace] = [await entered("Ada", line), await entered("Grace")];
    const changes: Change[] = [];
    const there = attend(ada, "Ada");
    await eventually(() => expect(nicksIn(there)).toEqual(["Ada"]));
    const here = attend(grace, "Grace", changes);
    await eventually(() => expect(nicksIn(here)).toEqual(["Ada", "Grace"]));
    expect(changes.splice(0)).toHaveLength(2);
    const { self } = there;

    await line.cut();
    await eventually(() => expect(there.status).toBe("waiting"));
    expect(nicksIn(there)).toEqual(["Ada", "Grace"]);
    await line.mend();
    await back(ada, there);
    await there.update({ nick: "Ada", isTyping: true });
    await eventually(() => expect(changes).toEqual([["update", { nick: "Ada", isTyping: true }]]));

    const { port } = address;
    await chat.server.close({ graceMs: 0 });
    await eventually(() => expect([here.status, there.status]).toEqual(["waiting", "waiting"]));
    await start({ presenceGraceMs: 60_000 }, port);
    await Promise.all([back(grace, here), back(ada, there)]);
    await there.update({ nick: "Ada", isTyping: false });
    await eventually(() =>
      expect(changes).toEqual([
        ["update", { nick: "Ada", isTyping: true }],
        ["update", { nick: "Ada", isTyping: false }],
      ]),
    );
    expect(there.self).toBe(self);
    expect(nicksIn(here)).toEqual(["Ada", "Grace"]);
  });
});

describe("a guest may be away for half a second", () => {
  beforeEach(async () => {
    await chat.server.close({ graceMs: 0 });
    await start({ presenceGraceMs });
  });

  const presenceGraceMs = 500;

  test("and who stays away longer is gone", async () => {
    const changes: Change[] = [];
    const line = await lineToServer();
    const here = attend(await entered("Grace"), "Grace", changes);
    attend(await entered("Ada", line), "Ada");
    await eventually(() => expect(nicksIn(here)).toEqual(["Ada", "Grace"]));
    const cutAtMs = performance.now();
    await line.cut();
    await eventually(() => expect(changes.at(-1)).toEqual(["leave", { nick: "Ada", isTyping: false }]));
    expect(performance.now() - cutAtMs).toBeGreaterThan(presenceGraceMs - 50);
    expect(nicksIn(here)).toEqual(["Grace"]);
  });

  test("and who does not find the server after its restart is gone then", async () => {
    const line = await lineToServer();
    const grace = await entered("Grace");
    let [activeAtMs, leftAtMs] = [0, 0];
    const here = grace.rooms.messages.attend(
      { room: "lobby" },
      {
        as: { nick: "Grace", isTyping: false },
        onChange: ({ type }) => {
          if (type === "leave") leftAtMs = performance.now();
        },
        onStatus: (status) => {
          if (status === "active") activeAtMs = performance.now();
        },
      },
    );
    attend(await entered("Ada", line), "Ada");
    await eventually(() => expect(nicksIn(here)).toEqual(["Ada", "Grace"]));
    const { port } = address;
    await line.cut();
    await chat.server.close({ graceMs: 0 });
    await start({ presenceGraceMs }, port);
    await back(grace, here);
    await eventually(() => expect(nicksIn(here)).toEqual(["Grace"]));
    expect(leftAtMs - activeAtMs).toBeGreaterThan(presenceGraceMs - 50);
  });
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

test("a guest who has entered speaks after their next token, on the same connection", async () => {
  let wish: string | undefined;
  const ada = connected(() => auth("ada", wish));
  await ada.users.enter({ nick: "Ada" });
  const session = sessionOf(ada);
  const hello = { room: "lobby", text: "hi", mark: "1" };
  await expect(ada.rooms.send(hello)).rejects.toMatchObject({ code: "forbidden" });
  wish = "Ada";
  await ada.connection.refreshAuth();
  expect((await ada.rooms.send(hello)).from).toBe("Ada");
  expect(sessionOf(ada)).toBe(session);
});

test("a guest who comes back has the name from before, unless it is taken", async () => {
  const ada = guest("ada", "Ada");
  expect((await ada.rooms.send({ room: "lobby", text: "back", mark: "1" })).from).toBe("Ada");
  const other = guest("other", "Ada");
  await expect(other.rooms.send({ room: "lobby", text: "hi", mark: "1" })).rejects.toMatchObject({ code: "forbidden" });
});

describe("tokens that last two seconds", () => {
  beforeEach(async () => {
    await chat.server.close({ graceMs: 0 });
    await start({ tokens: { lifeMs: 2_000 } });
  });

  test("are renewed while the connection, what is listened to and what is read go on", async () => {
    const tokens: string[] = [];
    const ada = connected(async () => {
      const fetched = await auth("ada", "Ada");
      tokens.push(fetched.token);
      return fetched;
    });
    const heard = vi.fn();
    ada.rooms.messages.subscribe({ room: "lobby" }, { onEvent: heard });
    const changes = vi.fn();
    const first = await ada.rooms.send({ room: "lobby", text: "first", mark: "1" });
    const session = sessionOf(ada);
    ada.connection.onStatus(changes);
    const reading = ada.rooms.backlog({ room: "lobby" });
    expect((await reading.next()).value).toEqual(first);

    await vi.waitUntil(() => tokens.length >= 3, { timeout: 10_000 });
    const second = await ada.rooms.send({ room: "lobby", text: "second", mark: "2" });
    await eventually(() =>
      expect(heard.mock.calls).toEqual([
        [first, 1],
        [second, 2],
      ]),
    );
    expect(await reading.next()).toEqual({ done: true, value: undefined });
    expect(new Set(tokens).size).toBe(tokens.length);
    expect(changes).not.toHaveBeenCalled();
    expect(sessionOf(ada)).toBe(session);
  }, 15_000);

  test("end what a guest hears of a room that they were shown out of, and nothing else", async () => {
    const [ada, grace] = [await entered("Ada"), await entered("Grace")];
    await ada.rooms.create({ room: "cabin" });
    const onEnd = vi.fn();
    const cabin = grace.rooms.messages.subscribe({ room: "cabin" }, { onEvent: vi.fn(), onEnd });
    const lobby = grace.rooms.messages.subscribe({ room: "lobby" }, { onEvent: vi.fn() });
    await eventually(() => expect([cabin.status, lobby.status]).toEqual(["active", "active"]));
    const session = sessionOf(grace);

    await expect(grace.rooms.showOut({ room: "cabin", nick: "Ada" })).rejects.toMatchObject({ code: "forbidden" });
    await ada.rooms.showOut({ room: "cabin", nick: "grace" });
    await expect(grace.rooms.send({ room: "cabin", text: "hi", mark: "1" })).rejects.toMatchObject({
      code: "ShownOut",
      data: { room: "cabin" },
    });
    await expect(grace.rooms.backlog({ room: "cabin" }).next()).rejects.toMatchObject({ code: "forbidden" });
    await eventually(() => expect(onEnd).toHaveBeenCalledWith(expect.objectContaining({ code: "forbidden" })));
    expect(lobby.status).toBe("active");
    expect(sessionOf(grace)).toBe(session);
  }, 15_000);
});

test("only a token of this server's opens a connection", async () => {
  const stranger = connected({ token: "e30.AAAA" });
  await expect(stranger.rooms.list()).rejects.toMatchObject({ code: "unauthenticated" });
  const url = `http://127.0.0.1:${address.port}/talk/token`;
  expect((await fetch(url, { method: "POST" })).status).toBe(401);
  expect((await fetch(url, { method: "POST", headers: { authorization: "Bearer short" } })).status).toBe(401);
  expect((await fetch(url, { headers: { authorization: `Bearer ${"s".repeat(16)}` } })).status).toBe(404);
});

test("only who has a nickname may speak", async () => {
  const nobody = guest("nobody");
  for (const attempt of [
    nobody.rooms.send({ room: "lobby", text: "hi", mark: "1" }),
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
  await eventually(() => expect(subscription.status).toBe("active"));

  const room = await ada.rooms.create({ room: "Crew", about: "Who sails" });
  expect(room).toEqual({ name: "crew", about: "Who sails", owner: "Ada", messageCount: 0 });
  const message = await ada.rooms.send({ room: "crew", text: "Aye", mark: "1" });
  await eventually(() =>
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
  await expect(ada.rooms.backlog({ room: "nowhere" }).next()).rejects.toMatchObject({ code: "RoomNotFound" });

  const [onEnd, onLeft] = [vi.fn(), vi.fn()];
  ada.rooms.messages.subscribe({ room: "nowhere" }, { onEvent: vi.fn(), onEnd });
  ada.rooms.messages.attend({ room: "nowhere" }, { as: { nick: "Ada", isTyping: false }, onEnd: onLeft });
  const forbidden = expect.objectContaining({ code: "forbidden" });
  await eventually(() => expect([onEnd.mock.lastCall, onLeft.mock.lastCall]).toEqual([[forbidden], [forbidden]]));
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
  const response = await fetch(`http://127.0.0.1:${address.port}/talk/`);
  expect(await response.text()).toBe("<p>the page</p>");
  expect(response.headers.get("content-security-policy")).toMatch(/^default-src 'self';(?!.*unsafe)/);
  expect((await fetch(`http://127.0.0.1:${address.port}/`)).status).toBe(404);
});

test("the generated client is fresh", async () => {
  const cwd = fileURLToPath(new URL(".", import.meta.url));
  const lines: string[] = [];
  const terminal = { ...processTerminal(), cwd, out: (line: string) => lines.push(line), err: lines.push.bind(lines) };
  expect(await run(["generate", "chat.schema.ts", "--check"], terminal), lines.join("\n")).toBe(0);
});
