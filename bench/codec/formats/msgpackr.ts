import { Packr } from "msgpackr";
import type { Format } from "../format.js";
import type { Workload } from "../samples.js";
import { typeOf } from "../type-of.js";

/** msgpackr with objects as maps, which any msgpack library reads. */
export function maps(workload: Workload): Format {
  return packing(new Packr({ useRecords: false }), workload);
}

/** msgpackr with its own records: each structure is defined once, and both ends of the connection remember it. */
export function records(workload: Workload): Format {
  return packing(new Packr({ structures: [] }), workload);
}

function packing(packr: Packr, workload: Workload): Format {
  const type = typeOf(workload);
  const decode = (message: Uint8Array | string): unknown => packr.unpack(message as Uint8Array);
  return {
    encode: (value) => packr.pack(value),
    decode,
    ...(workload !== "event" && { decodeValidated: (message) => type.parse(decode(message)) }),
  };
}
