import {
  type Decode,
  decodeBatch,
  type Encoding,
  encodeBatches,
  encodings,
  fromWire,
  kinds,
  type Shape,
  type Wire,
} from "@hawser/core";
import { encodePayload } from "../../../packages/client/src/encode-payload.js";
import { Shapes } from "../../../packages/client/src/shapes.js";
import { bind } from "../../../packages/server/src/bind.js";
import { readPayload as readAsServer, writePayload } from "../../../packages/server/src/payload.js";
import type { Format } from "../format.js";
import type { Workload } from "../samples.js";
import schema from "../schema.js";
import { stubDecoder } from "../stub-decoder.js";

/** Hawser's own: what client and server do with a payload, from the value to the message and back. */
export function positional(workload: Workload): Format {
  return workload === "event" ? eventFormat(encodings.positional) : callFormat(workload, encodings.positional);
}

/** The same between ends whose schemas differ. */
export function maps(workload: Workload): Format {
  return workload === "event" ? eventFormat(encodings.maps) : callFormat(workload, encodings.maps);
}

const same = <T>(input: T): T => input;
const bound = bind(schema, { procedures: { tiny: same, order: same, rows: same } });
const { definitions } = schema.shape;
const shapes = new Shapes(
  Object.fromEntries(Object.entries(definitions).map(([name, shape]) => [name, JSON.stringify(shape)])),
);

/** The input of a call, as a frame of one element whose byte does not count. */
function callFormat(workload: Exclude<Workload, "event">, encoding: Encoding): Format {
  const payload = bound.procedures.byPath.get(workload)?.input as NonNullable<
    (typeof bound.procedures.byNumber)[number]["input"]
  >;
  const readAsClient = clientReader(payload.shape, encoding);
  return {
    encode: (value) => message([encodePayload(value, payload.encode, encoding === encodings.positional)]),
    decode: (bytes) => readAsClient(frameOf(bytes)[0]),
    decodeValidated: (bytes) => {
      const read = readAsServer(payload, frameOf(bytes)[0], encoding, definitions);
      if (read instanceof Promise) throw new Error("no type of the schema is checked asynchronously");
      if (!read.ok) throw read.error;
      return read.value;
    },
    uncountedBytes: 1,
  };
}

/** An event with its whole frame, channel and offset included. */
function eventFormat(encoding: Encoding): Format {
  const { event: payload } = bound.topics.byNumber[0] as (typeof bound.topics.byNumber)[number];
  const readAsClient = clientReader(payload.shape, encoding);
  return {
    encode: (value) => {
      const { offset, event } = value as { offset: number; event: unknown };
      return message([kinds.event, channel, offset, writePayload(payload, event, encoding)]);
    },
    decode: (bytes) => {
      const [, , offset, wire] = frameOf(bytes);
      return { offset, event: readAsClient(wire) };
    },
  };
}

/** As a session reads payloads. */
function clientReader(shape: Shape, encoding: Encoding): Decode<unknown> {
  if (encoding === encodings.positional) return stubDecoder(shape, definitions);
  const text = JSON.stringify(shape);
  return (wire) => shapes.conform(fromWire(wire), text);
}

const channel = 3;

function message(frame: Wire[]): Uint8Array {
  return encodeBatches([frame], Number.POSITIVE_INFINITY)[0] as Uint8Array;
}

function frameOf(bytes: Uint8Array | string): Wire[] {
  return decodeBatch(bytes as Uint8Array).frames[0] as Wire[];
}
