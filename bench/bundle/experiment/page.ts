import { codecs as byteCodecs } from "hawser:bytes";
import { codecs as codecsOfToday } from "hawser:today";
import { decodeBatch, encodeBatches } from "@hawser/core";
import { encodePayload } from "../../../packages/client/src/encode-payload.js";
import { samples } from "../../codec/samples.js";
import { timeRuns } from "../../codec/time-runs.js";
import { ByteReader } from "./byte-reader.js";
import { ByteWriter } from "./byte-writer.js";

/** Both ways of the same payloads, in the page: what `main.ts` asks it for. */
const workloads = ["tiny", "order", "rows"] as const;
type Workload = (typeof workloads)[number];

/** As the client does it today, the payload being its own frame. */
function today(workload: Workload): Way {
  const { encode, decode } = codecsOfToday[workload] as NonNullable<(typeof codecsOfToday)[string]>;
  return {
    encode: (value) => encodeBatches([encodePayload(value, encode, true)], Number.POSITIVE_INFINITY)[0] as Uint8Array,
    decode: (bytes) => decode(decodeBatch(bytes).frames[0]),
  };
}

function byBytes(workload: Workload): Way {
  const { encode, decode } = byteCodecs[workload] as NonNullable<(typeof byteCodecs)[string]>;
  const writer = new ByteWriter();
  return {
    encode: (value) => {
      encode(writer, value);
      return writer.take();
    },
    decode: (bytes) => decode(new ByteReader(bytes)),
  };
}

interface Way {
  encode(value: unknown): Uint8Array;
  decode(bytes: Uint8Array): unknown;
}

Object.assign(globalThis, {
  /** Nanoseconds of one encoding and one decoding. */
  time: (way: "today" | "bytes", workload: Workload, forMs: number): [encodeNs: number, decodeNs: number] => {
    const { encode, decode } = (way === "today" ? today : byBytes)(workload);
    const values: readonly unknown[] = samples[workload];
    const mask = values.length - 1;
    const messages = values.map((value) => encode(value).slice());
    const options = { forMs, nowMs: () => performance.now() };
    return [
      timeRuns((index) => encode(values[index & mask]), options),
      timeRuns((index) => decode(messages[index & mask] as Uint8Array), options),
    ];
  },
  /** Both give back what they were given, and read what the other writes. */
  check: (): string[] =>
    workloads.filter((workload) =>
      samples[workload].some((value) => {
        const [one, other] = [today(workload), byBytes(workload)];
        const expected = JSON.stringify(value, sorted);
        const read = [one.decode(other.encode(value)), other.decode(one.encode(value).slice())];
        return read.some((each) => JSON.stringify(each, sorted) !== expected);
      }),
    ),
});

/** Keys in their order, whatever order they were read in. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
