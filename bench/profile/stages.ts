import type { CodePlace } from "./code-place.js";

/** What a process does for a call or an event, in the order of the table. */
export const stages = [
  "kernel: reading, writing, waiting",
  "sockets and other native code",
  "scan of the message",
  "reading msgpack",
  "giving frames to what they are for",
  "life of a call",
  "life of a topic",
  "values: encoding, decoding, checking",
  "handler, caller, publisher",
  "writing msgpack",
  "outbox and tick",
  "Node: ticks, promises, timers, buffers",
  "garbage collection",
  "other",
] as const;
export type Stage = (typeof stages)[number];

/** @returns the stage that a place of the code is for. */
export function stageOf({ source, name }: CodePlace): Stage {
  const rule = rules.find(([path, names]) => path.test(source) && names.test(name));
  return rule?.[2] ?? "other";
}

const any = /(?:)/;

/** Paths as {@link CodePlace} has them, names of functions, and the stage. The first rule that fits counts. */
const rules: readonly (readonly [path: RegExp, names: RegExp, stage: Stage])[] = [
  [/^compiled$/, any, "values: encoding, decoding, checking"],
  [/^core\/wire\/scan\./, any, "scan of the message"],
  [/^core\/wire\//, /^(decode|unpack|read)/, "reading msgpack"],
  [/^msgpackr\/unpack\./, any, "reading msgpack"],
  [/^core\/wire\//, any, "writing msgpack"],
  [/^msgpackr\//, any, "writing msgpack"],
  [/^core\/(codec|check|shape)\//, any, "values: encoding, decoding, checking"],
  [/^core\/stream\//, any, "life of a call"],
  [/^server\/(payload|validate|bind)/, any, "values: encoding, decoding, checking"],
  [/^client\/(payload|encode|encoded|shapes|taken)/, any, "values: encoding, decoding, checking"],
  [/^bench\/.*schema\.client\./, /^(encode|decode)/, "values: encoding, decoding, checking"],
  [/^bench\//, any, "handler, caller, publisher"],
  [
    /^(server\/connections|client)\/(outbox|ticker|joint-messages|item-lane|event-room|slow-peer)\./,
    any,
    "outbox and tick",
  ],
  [/^server\/connections\/connection\./, /^(get |send|whenItTakes)/, "outbox and tick"],
  [/^server\/transport\//, any, "sockets and other native code"],
  [/^server\/connections\//, any, "giving frames to what they are for"],
  [/^server\/calls\/request\./, any, "giving frames to what they are for"],
  [
    /^client\/(session|exchange|exchanges|inbox|socket|connection|links|heartbeat)/,
    any,
    "giving frames to what they are for",
  ],
  [/^server\/topics\//, any, "life of a topic"],
  [/^client\/(sub|pattern|attend|channel|update|match)/, any, "life of a topic"],
  [/^(server|client)\//, any, "life of a call"],
  [/^ws\//, any, "sockets and other native code"],
  [
    /^node:(net|internal\/(net|stream|streams)\b|internal\/stream_base_commons|stream)/,
    any,
    "sockets and other native code",
  ],
  [/^node:/, any, "Node: ticks, promises, timers, buffers"],
];
