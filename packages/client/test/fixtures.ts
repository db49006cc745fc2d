import { kinds, type Shape, type Wire } from "@hawser/core";
import { readBlobs } from "../src/blobs.js";
import type { ProcedureDescriptor, TopicDescriptor } from "../src/descriptors.js";
import { RenewableIdentity } from "../src/renewable-identity.js";
import type { SchemaDescriptor } from "../src/schema-descriptor.js";
import type { ShapeText } from "../src/shape-text.js";

// What a stub of a small chat hands over.

export const schema: SchemaDescriptor = {
  name: "chat",
  fingerprint: "0123456789abcdef",
  definitions: {},
  identity: RenewableIdentity,
};

/** The hello of a connection with the default options. */
export function hello(auth: Wire = null): Wire {
  return [kinds.hello, schema.fingerprint, auth, 30_000];
}

const string: Shape = { kind: "string" };

export interface Message {
  room: string;
  text: string;
}

export const send: ProcedureDescriptor<Message, { id: number }> = {
  path: "rooms.send",
  id: 3,
  encodeInput: ({ room, text }) => [room, text],
  decodeOutput: ([id]) => ({ id }),
  outputShape: textOf({ kind: "object", fields: [{ name: "id", shape: { kind: "int" } }] }),
  errors: {
    RoomNotFound: {
      decode: ([room]) => ({ room }),
      shape: textOf({ kind: "object", fields: [{ name: "room", shape: string }] }),
    },
  },
};

/** Neither input nor output. */
export const ping: ProcedureDescriptor<undefined, void> = { path: "ping", id: 1 };

export const upload: ProcedureDescriptor<{ name: string; data: Uint8Array | ArrayBuffer | Blob }, number> = {
  path: "upload",
  id: 7,
  encodeInput: ({ name, data }) => [name, data],
  decodeOutput: (wire) => wire,
  outputShape: textOf({ kind: "int" }),
  readBlobs,
};

export const messages: TopicDescriptor<{ room: string; from?: string }, { text: string }> = {
  path: "messages",
  id: 2,
  encodeParams: ({ room, from }) => [room, from ?? null],
  decodeEvent: ([text]) => ({ text }),
  eventShape: textOf({ kind: "object", fields: [{ name: "text", shape: string }] }),
};

/** One instance, no params. */
export const news: TopicDescriptor<undefined, string> = {
  path: "news",
  id: 0,
  decodeEvent: (wire) => wire,
  eventShape: textOf(string),
};

/** Kept for a while, and clients may publish. */
export const journal: TopicDescriptor<{ room: string }, { text: string }> = {
  path: "journal",
  id: 1,
  encodeParams: ({ room }) => [room],
  decodeEvent: ([text]) => ({ text }),
  eventShape: messages.eventShape,
  encodePublish: ({ text }: { text: string }) => [text],
  history: true,
};

/** Kept for a while, and subscribers may leave the symbol open. */
export const prices: TopicDescriptor<{ market: string; symbol: string }, { text: string }> = {
  path: "prices",
  id: 5,
  encodeParams: ({ market, symbol }) => [market, symbol],
  decodeEvent: ([text]) => ({ text }),
  eventShape: messages.eventShape,
  history: true,
  wildcards: ["symbol"],
};

/** Clients are present in it. */
export const lobby: TopicDescriptor<{ room: string }, { text: string }> = {
  path: "lobby",
  id: 4,
  encodeParams: ({ room }) => [room],
  decodeEvent: ([text]) => ({ text }),
  eventShape: messages.eventShape,
  presence: {
    encode: ({ nick }: Guest) => [nick],
    decode: ([nick]): Guest => ({ nick }),
    shape: textOf({ kind: "object", fields: [{ name: "nick", shape: string }] }),
  },
};

export interface Guest {
  nick: string;
}

/** The latest event is kept; one instance. */
export const quote: TopicDescriptor<undefined, number> = {
  path: "quote",
  id: 3,
  decodeEvent: (wire) => wire,
  eventShape: textOf({ kind: "number" }),
  encodePublish: (wire) => wire,
  history: true,
  retain: true,
};

// Streams.

export interface Tick {
  n: number;
}

const tick = textOf({ kind: "object", fields: [{ name: "n", shape: { kind: "int" } }] });

export const countdown: ProcedureDescriptor<{ from: number }, Tick> = {
  path: "countdown",
  id: 8,
  streams: "output",
  encodeInput: ({ from }) => [from],
  decodeOutput: ([n]) => ({ n }),
  outputShape: tick,
  errors: { Aborted: { decode: ([n]) => ({ n }), shape: tick } },
};

export const total: ProcedureDescriptor<Tick, { sum: number }> = {
  path: "total",
  id: 9,
  streams: "input",
  encodeInput: ({ n }) => [n],
  decodeOutput: ([sum]) => ({ sum }),
  outputShape: textOf({ kind: "object", fields: [{ name: "sum", shape: { kind: "int" } }] }),
};

export const mirror: ProcedureDescriptor<Tick, Tick> = {
  path: "mirror",
  id: 10,
  streams: "both",
  encodeInput: ({ n }) => [n],
  decodeOutput: ([n]) => ({ n }),
  outputShape: tick,
};

export const store: ProcedureDescriptor<Uint8Array, number> = {
  path: "store",
  id: 11,
  streams: "input",
  encodeInput: (chunk) => chunk,
  decodeOutput: (wire) => wire,
  outputShape: textOf({ kind: "int" }),
  readBlobs,
};

/** Made again by itself. */
export const book: ProcedureDescriptor<{ seat: string }, { id: number }> = {
  path: "book",
  id: 12,
  idempotentMs: 300_000,
  encodeInput: ({ seat }) => [seat],
  decodeOutput: ([id]) => ({ id }),
  outputShape: textOf({ kind: "object", fields: [{ name: "id", shape: { kind: "int" } }] }),
};

function textOf(shape: Shape): ShapeText {
  return JSON.stringify(shape);
}
