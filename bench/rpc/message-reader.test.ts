import { expect, test } from "vitest";
import { MessageReader } from "./message-reader.js";

const handshake = Buffer.from("GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n");

function frame(payload: Buffer, options: { readonly first?: number; readonly isMasked?: boolean } = {}): Buffer {
  const { first = 0x82, isMasked = false } = options;
  const length = Buffer.alloc(payload.length < 126 ? 2 : payload.length < 65_536 ? 4 : 10);
  length[0] = first;
  if (length.length === 2) length[1] = payload.length;
  else if (length.length === 4) length.writeUInt16BE(payload.length, 2);
  else length.writeBigUInt64BE(BigInt(payload.length), 2);
  if (length.length > 2) length[1] = length.length === 4 ? 126 : 127;
  if (!isMasked) return Buffer.concat([length, payload]);
  length[1] = (length[1] as number) | 0x80;
  return Buffer.concat([length, Buffer.alloc(4), payload]);
}

const payloads = [
  Buffer.from("a"),
  Buffer.alloc(125, 1),
  Buffer.alloc(126, 2),
  Buffer.alloc(70_000, 3),
  Buffer.alloc(0),
];

test.each([
  ["in one piece", Number.POSITIVE_INFINITY],
  ["byte by byte", 1],
  ["in pieces that end anywhere", 1_009],
])("reads every message of every length, %s", (_, pieceBytes) => {
  const all = Buffer.concat([handshake, ...payloads.map((payload, i) => frame(payload, { isMasked: i % 2 === 1 }))]);
  const reader = new MessageReader();
  const messages: Buffer[] = [];
  for (let start = 0; start < all.length; start += pieceBytes) {
    messages.push(...reader.read(all.subarray(start, start + pieceBytes)).map((message) => Buffer.from(message)));
  }
  expect(messages).toEqual(payloads);
});

test("counts fragments as one message, and control frames as none", () => {
  const reader = new MessageReader();
  const [ping, first, last] = [0x89, 0x02, 0x80].map((byte) => frame(Buffer.from("x"), { first: byte }));
  const all = Buffer.concat([handshake, ping as Buffer, first as Buffer, ping as Buffer, last as Buffer]);
  expect(reader.read(all)).toHaveLength(1);
});
