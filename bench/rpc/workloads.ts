import type { Procedure } from "./load.js";

/** Calls of one size, with so many in flight on each of so many connections. */
export interface Workload {
  readonly name: string;
  readonly procedure: Procedure;
  readonly connections: number;
  readonly inFlight: number;
  /** How many calls the bytes are counted over. */
  readonly countedCalls: number;
}

const loads = [
  { connections: 1, inFlight: 1, countedCalls: 128 },
  { connections: 1, inFlight: 64, countedCalls: 1_280 },
  { connections: 64, inFlight: 8, countedCalls: 2_048 },
];
const procedures = [
  { procedure: "tiny", title: "tiny" },
  { procedure: "echo", title: "1 KB echo" },
] as const;

export const workloads: readonly Workload[] = procedures.flatMap(({ procedure, title }) =>
  loads.map((load) => ({ ...load, procedure, name: `${title} ${load.connections}x${load.inFlight}` })),
);

/** The rows that have a generator of ready messages are driven by it too. */
export const batched = { name: "batched generator 64x8", connections: 64 };
