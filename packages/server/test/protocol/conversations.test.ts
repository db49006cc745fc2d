import { fingerprintOf } from "@hawser/core";
import { expect, test } from "vitest";
import { overTransports } from "./over-transports.js";
import { type Bytes, type Conversation, conversations, pageSchemas, type Turn } from "./page.js";
import { serveChat, serveClock, serveDesk, serveLedger } from "./page-servers.js";
import { decode, encodeFrames } from "./plain-msgpack.js";
import type { RawClient } from "./raw-client.js";

const schemas = await pageSchemas();
const [chat, ledger, desk, clock] = [...schemas.values()];

test.each([...schemas])("the page has the fingerprint of its schema: %s", (fingerprint, schema) => {
  expect(fingerprint).toBe(fingerprintOf(schema.shape));
});

overTransports("PROTOCOL.md", (rig) => {
  test("its conversations take place", async () => {
    if (!chat || !ledger || !desk || !clock) throw new Error("PROTOCOL.md has not four schemas");
    let port = 0;
    let clients = new Map<number, RawClient>();
    const epochs: string[] = [];
    for (const conversation of conversations()) {
      const { title, turns } = conversation;
      if (beginsWithHello(conversation)) {
        if (says(conversation, fingerprintOf(ledger.shape))) port = await serveLedger(rig, ledger);
        else if (says(conversation, fingerprintOf(desk.shape))) port = await serveDesk(rig, desk);
        else if (says(conversation, fingerprintOf(clock.shape))) port = await serveClock(rig, clock);
        else port = await serveChat(rig, chat);
        clients = new Map();
      }
      for (const turn of turns) {
        const client = clients.get(turn.connection) ?? (await rig.connect(port));
        clients.set(turn.connection, client);
        await take(turn, client, { title, epochs });
      }
      for (const client of clients.values()) await expectSilence(client, title);
      if (!title.endsWith("Going away")) continue;
      const codes = [...clients.values()].map(async ({ closed }) => (await closed).code);
      expect(await Promise.all(codes)).toEqual([1001]);
    }
  });
});

/** Such a one is with a server that has just started; the others go on. */
function beginsWithHello({ turns: [first] }: Conversation): boolean {
  return first?.sent[1] === 0;
}

function says({ turns }: Conversation, fingerprint: string): boolean {
  const bytes = Buffer.from(encodeFrames([fingerprint]));
  return turns.some(({ sent }) => Buffer.from(sent.map((byte) => byte ?? 0)).includes(bytes));
}

interface Taking {
  readonly title: string;
  /** Those that the server told with instances that a pattern covers, which the client repeats in their order. */
  readonly epochs: string[];
}

async function take({ sent, received }: Turn, client: RawClient, { title, epochs }: Taking): Promise<void> {
  client.socket.send(filled(sent, epochs));
  const byteCount = () => client.messages.reduce((sum, { length }) => sum + length, 0);
  await client.until(() => byteCount() >= received.length);
  const messages = client.messages.splice(0);
  client.frames.length = 0;
  const bytes = Buffer.concat(messages);
  expect(hex([...bytes].map((byte, index) => (received[index] === undefined ? undefined : byte))), title).toBe(
    hex(received),
  );
  // How frames are spread over messages has no meaning, but each message holds whole ones.
  const frames = decode(bytes);
  expect(messages.flatMap((message) => decode(message))).toEqual(frames);
  for (const [kind, , , , epoch] of frames) if (kind === 29) epochs.push(epoch as string);
}

/** What a client sends, with the epochs that it was told in place of the bytes that the page leaves out. */
function filled(sent: Bytes, epochs: string[]): Uint8Array {
  const missing = Buffer.from(epochs.join(""));
  let count = 0;
  return Uint8Array.from(sent, (byte) => byte ?? (missing[count++] as number));
}

/** The server says no more than the page, unless it has closed the connection by now. */
async function expectSilence(client: RawClient, title: string): Promise<void> {
  const frames = await client.exchange().catch(() => client.frames);
  expect(frames, `${title}: the server says more than the page`).toEqual([]);
  client.messages.length = 0;
}

function hex(bytes: Bytes): string {
  return bytes.map((byte) => byte?.toString(16).padStart(2, "0") ?? "??").join(" ");
}
