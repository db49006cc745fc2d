import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");

/** Runs a full garbage collection, for which no flag of the process is needed. */
export const collectGarbage = runInNewContext("gc") as () => void;
