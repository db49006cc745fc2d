import { answer } from "../harness/serve-process.js";
import type { Format } from "./format.js";
import { type FormatName, formats } from "./formats.js";
import { samples, type Workload } from "./samples.js";
import { timeRuns } from "./time-runs.js";
import { typeOf } from "./type-of.js";
import { validateAsServer } from "./validate-as-server.js";

/** What the process of a row is asked. `forMs` is about how long it may take. */
export type Asked =
  | { readonly measure: "time"; readonly workload: Workload; readonly operation: Operation; readonly forMs: number }
  | { readonly measure: "bytes"; readonly workload: Workload };

export type Operation = "encode" | "decode" | "decode and validate" | "validate";

const row = process.argv[2] as string;
const prepared = new Map<string, (index: number) => unknown>();
const made = new Map<Workload, Format>();

answer((asked: Asked): number => {
  if (asked.measure === "bytes") return averageBytes(asked.workload);
  const { workload, operation, forMs } = asked;
  const key = `${workload} ${operation}`;
  const run = prepared.get(key) ?? prepare(workload, operation);
  prepared.set(key, run);
  return timeRuns(run, { forMs, nowMs: () => performance.now() });
});

function formatOf(workload: Workload): Format {
  const format = made.get(workload) ?? formats[row as FormatName](workload);
  made.set(workload, format);
  return format;
}

/** What one run does, by its number: the values of the workload in turn. */
function prepare(workload: Workload, operation: Operation): (index: number) => unknown {
  const values: readonly unknown[] = samples[workload];
  const mask = values.length - 1;
  if (operation === "validate") {
    const validate = row === "zod" ? zodParse(workload) : validateAsServer(workload);
    const typed = workload === "event" ? samples.event.map(({ event }) => event) : values;
    return (index) => validate(typed[index & mask]);
  }
  const format = formatOf(workload);
  if (operation === "encode") return (index) => format.encode(values[index & mask]);
  // Bytes of their own, as they come from a socket; packers hand out parts of a buffer that they go on writing to.
  const messages = values.map((value) => own(format.encode(value)));
  const decode = operation === "decode" ? format.decode : format.decodeValidated;
  if (!decode) throw new Error(`${row} has no "${operation}" for ${workload}`);
  return (index) => decode(messages[index & mask] as Uint8Array | string);
}

function zodParse(workload: Workload): (value: unknown) => unknown {
  const type = typeOf(workload);
  return (value) => type.parse(value);
}

function own(message: Uint8Array | string): Uint8Array | string {
  return typeof message === "string" ? message : Buffer.from(Uint8Array.from(message).buffer);
}

function averageBytes(workload: Workload): number {
  const format = formatOf(workload);
  const sizes = samples[workload].map((value) => {
    const message = format.encode(value);
    const length = typeof message === "string" ? Buffer.byteLength(message) : message.length;
    return length - (format.uncountedBytes ?? 0);
  });
  return sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
}
