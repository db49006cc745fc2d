import { defineSchema, fingerprintOf, procedure, stream } from "@hawser/core";
import type { Implementation } from "@hawser/server";
import { z } from "zod";
import type { Rig, Served } from "./over-transports.js";

const Item = z.object({ n: z.int().max(1_000_000) });
const errors = { Refused: z.object({ why: z.string() }) };

/** A schema with one of every way in which a call may stream. */
export const streamsSchema = defineSchema({
  name: "streams",
  procedures: {
    add: procedure({ input: z.object({ a: z.int(), b: z.int() }), output: z.int() }),
    blocks: procedure({
      input: z.object({ count: z.int(), bytes: z.int() }),
      output: stream(z.instanceof(Uint8Array)),
    }),
    collect: procedure({ input: stream(Item), output: z.array(z.int()), errors }),
    count: procedure({ input: z.object({ to: z.int(), ending: z.string() }), output: stream(Item), errors }),
    double: procedure({ input: stream(Item), output: stream(Item) }),
    hold: procedure({ input: stream(z.instanceof(Uint8Array)), output: z.int() }),
    ignore: procedure({ input: stream(Item), output: z.string() }),
    peek: procedure({ input: stream(Item), output: z.array(z.int()) }),
  },
});

const paths = Object.keys(streamsSchema.procedures).sort();

/** How a client writes and reads payloads of this schema. */
export interface Form {
  readonly encoding: "maps" | "positional";
  readonly fingerprint: string;
  /** What a frame says for a procedure. */
  name(path: string): string | number;
  /** The payload of an object whose keys are all required. */
  payload(object: Readonly<Record<string, unknown>>): unknown;
}

export const forms: readonly Form[] = [
  { encoding: "maps", fingerprint: "", name: (path) => path, payload: (object) => object },
  {
    encoding: "positional",
    fingerprint: fingerprintOf(streamsSchema.shape),
    name: (path) => paths.indexOf(path),
    // Fields are sorted by their names.
    payload: (object) =>
      Object.keys(object)
        .sort()
        .map((name) => object[name]),
  },
];

export type StreamsImplementation = Implementation<typeof streamsSchema, object>;

export interface StreamsServer extends Served<typeof streamsSchema> {
  /** How each handler's stream ended: its name, and the code that its signal had by then, or "on". */
  readonly ends: string[];
  /** The number of items that handlers gave or took so far. */
  readonly moved: { items: number };
  /** Lets the handlers that wait for the test go on. */
  release(): void;
  /** What `onError` was told. */
  readonly faults: readonly string[];
}

/** Starts a server of {@link streamsSchema}. */
export async function serveStreams(rig: Rig, overrides: Partial<StreamsImplementation> = {}): Promise<StreamsServer> {
  const ends: string[] = [];
  const faults: string[] = [];
  const moved = { items: 0 };
  const waiting: (() => void)[] = [];
  const gate = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      signal.addEventListener("abort", () => resolve());
    });
  const ended = ({ path, signal }: { path: string; signal: AbortSignal }): void => {
    ends.push(`${path}: ${signal.aborted ? (signal.reason as { code: string }).code : "on"}`);
  };
  const implementation: StreamsImplementation = {
    procedures: {
      add: ({ a, b }) => a + b,
      blocks: async function* ({ count, bytes }, call) {
        try {
          for (; moved.items < count; moved.items++) yield new Uint8Array(bytes).fill(moved.items);
        } finally {
          ended(call);
        }
      },
      collect: async (input, call) => {
        const all: number[] = [];
        try {
          for await (const { n } of input) {
            moved.items += 1;
            if (n === -1) throw call.error("Refused", { why: "below 0" });
            if (n === -2) throw new Error("the password is hunter2");
            all.push(n);
          }
          return all;
        } finally {
          ended(call);
        }
      },
      count: async function* ({ to, ending }, call) {
        try {
          for (let n = 0; n < to; n++) {
            moved.items += 1;
            yield { n };
          }
          if (ending === "refuse") throw call.error("Refused", { why: "enough" });
          if (ending === "throw") throw new Error("the password is hunter2");
          if (ending === "wrong") yield { n: "three" as unknown as number };
          if (ending === "hang") await new Promise((resolve) => call.signal.addEventListener("abort", resolve));
        } finally {
          ended(call);
        }
      },
      double: async function* (input, call) {
        try {
          for await (const { n } of input) yield { n: 2 * n };
        } finally {
          ended(call);
        }
      },
      hold: async (input, { signal }) => {
        await gate(signal);
        let bytes = 0;
        for await (const block of input) {
          moved.items += 1;
          bytes += block.length;
        }
        return bytes;
      },
      ignore: async (_input, { signal }) => {
        await gate(signal);
        return "done";
      },
      peek: async (input, { signal }) => {
        const first: number[] = [];
        for await (const { n } of input) {
          first.push(n);
          break;
        }
        await gate(signal);
        return first;
      },
    },
    onError: ({ cause }) => faults.push(String(cause)),
    ...overrides,
  };
  const release = (): void => {
    for (const go of waiting.splice(0)) go();
  };
  return { ...(await rig.serve(streamsSchema, implementation)), ends, moved, release, faults };
}
