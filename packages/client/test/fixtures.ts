import type { Shape } from "@hawser/core";
import type { ProcedureDescriptor, SchemaDescriptor, TopicDescriptor } from "../src/descriptors.js";

// What a stub of a small chat hands over.

export const schema: SchemaDescriptor = { name: "chat", fingerprint: "0123456789abcdef", definitions: {} };

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
  outputShape: { kind: "object", fields: [{ name: "id", shape: { kind: "int" } }] },
  errors: {
    RoomNotFound: {
      decode: ([room]) => ({ room }),
      shape: { kind: "object", fields: [{ name: "room", shape: string }] },
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
  outputShape: { kind: "int" },
  hasBytes: true,
};

export const messages: TopicDescriptor<{ room: string; from?: string }, { text: string }> = {
  path: "messages",
  id: 2,
  encodeParams: ({ room, from }) => [room, from ?? null],
  decodeEvent: ([text]) => ({ text }),
  eventShape: { kind: "object", fields: [{ name: "text", shape: string }] },
};

/** One instance, no params. */
export const news: TopicDescriptor<undefined, string> = {
  path: "news",
  id: 0,
  decodeEvent: (wire) => wire,
  eventShape: string,
};
