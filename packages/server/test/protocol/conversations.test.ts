import { fingerprintOf, type Schema } from "@hawser/core";
import type { Call, Implementation, Server } from "@hawser/server";
import { expect, test } from "vitest";
import { overTransports, type Rig } from "./over-transports.js";
import { type Bytes, conversations, pageFingerprint, pageSchema, type Turn } from "./page.js";
import { decode } from "./plain-msgpack.js";
import type { RawClient } from "./raw-client.js";

const schema = await pageSchema();

test("the page has the fingerprint of its schema", () => {
  expect(pageFingerprint()).toBe(fingerprintOf(schema.shape));
});

overTransports("PROTOCOL.md", (rig) => {
  test("its conversations take place", async () => {
    let client: RawClient | undefined;
    for (const { title, turns } of conversations()) {
      // One that begins with hello is with a server that has just started; the others go on.
      if (turns[0] && saysHello(turns[0])) client = await rig.connect(await serveChat(rig));
      if (!client) throw new Error(`${title}: nobody said hello`);
      for (const turn of turns) await take(turn, client, title);
      expect(await client.exchange(), `${title}: the server says more than the page`).toEqual([]);
      client.messages.length = 0;
    }
  });
});

/** What the page says of its server: room r9 does not exist, and in r1 a message is an event from u1. */
async function serveChat(rig: Rig): Promise<number> {
  const { server, port } = await rig.serve(schema, {
    authenticate: () => ({}),
    procedures: {
      rooms: {
        send: ({ room, text }: { room: string; text: string }, call: Call<object, { RoomNotFound: never }>) => {
          if (room === "r9") throw call.error("RoomNotFound", { room } as never);
          if (room === "r1") publish({ room }, { from: "u1", text });
          return { id: 7 };
        },
      },
    },
  } as unknown as Implementation<Schema, object>);
  const publish = (server as Server).publish.messages as unknown as (params: unknown, event: unknown) => void;
  return port;
}

function saysHello({ sent }: Turn): boolean {
  return sent[1] === 0;
}

async function take({ sent, received }: Turn, client: RawClient, title: string): Promise<void> {
  client.socket.send(Uint8Array.from(sent));
  const byteCount = () => client.messages.reduce((sum, { length }) => sum + length, 0);
  await client.until(() => byteCount() >= received.length);
  const messages = client.messages.splice(0);
  client.frames.length = 0;
  const bytes = Buffer.concat(messages);
  expect(hex([...bytes].map((byte, index) => (received[index] === undefined ? undefined : byte))), title).toBe(
    hex(received),
  );
  // How frames are spread over messages has no meaning, but each message holds whole ones.
  expect(messages.flatMap((message) => decode(message))).toEqual(decode(bytes));
}

function hex(bytes: Bytes): string {
  return bytes.map((byte) => byte?.toString(16).padStart(2, "0") ?? "??").join(" ");
}
