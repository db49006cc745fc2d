import type { Suite } from "./harness/suite.js";

/** All suites by name, in the order in which they run. */
export const suites: Readonly<Record<string, () => Promise<{ readonly default: Suite }>>> = {
  rpc: () => import("./rpc/suite.js"),
  codec: () => import("./codec/suite.js"),
  bundle: () => import("./bundle/suite.js"),
  types: () => import("./types/suite.js"),
  generate: () => import("./generate/suite.js"),
  fanout: () => import("./fanout/suite.js"),
  connections: () => import("./connections/suite.js"),
  mixed: () => import("./mixed/suite.js"),
  reconnect: () => import("./reconnect/suite.js"),
};
