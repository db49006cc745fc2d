import type { Format } from "../format.js";
import type { Workload } from "../samples.js";
import { typeOf } from "../type-of.js";

export function json(workload: Workload): Format {
  const type = typeOf(workload);
  return {
    encode: (value) => JSON.stringify(value),
    decode: (message) => JSON.parse(message as string),
    ...(workload !== "event" && { decodeValidated: (message) => type.parse(JSON.parse(message as string)) }),
  };
}
