import type { Feature } from "./features.js";
import type { Rig } from "./rig.js";
import type { Run } from "./run.js";

/** A way in which a call ends before it is done. */
export interface Ending {
  readonly name: string;
  /** Absent: it can happen to every call. */
  readonly happensTo?: (feature: Feature) => boolean;
  end(rig: Rig, run: Run): void | Promise<void>;
  /** The call's own; absent: none. */
  readonly timeoutMs?: number;
  readonly expected: Expected;
  /** Where another one is expected of a call that outlives its connection. */
  readonly expectedOfIdempotent?: Expected;
  /** No further call can be made. */
  readonly serverIsGone?: true;
}

export interface Expected {
  /** The code of the caller's error, or what the call settled with. */
  readonly caller: string | object;
  /** How the server says that the call ended: one of these codes. */
  readonly server: readonly string[];
  /** Whether the handler's signal aborts, which it does with that code. */
  readonly aborts: boolean;
}

export const endings: readonly Ending[] = [
  {
    name: "the caller aborts",
    end: ({ controller }) => controller.abort(),
    expected: { caller: "cancelled", server: ["cancelled"], aborts: true },
  },
  {
    name: "the reader leaves the loop",
    happensTo: ({ streams }) => streams === "output" || streams === "both",
    end: (rig) => {
      rig.readerLeaves = true;
    },
    expected: { caller: "left", server: ["cancelled"], aborts: true },
  },
  {
    name: "the source fails",
    happensTo: ({ streams, isUnread }) => (streams === "input" || streams === "both") && !isUnread,
    end: (rig) => {
      rig.sourceFails = true;
    },
    expected: { caller: "cancelled", server: ["cancelled"], aborts: true },
  },
  {
    name: "the deadline passes",
    timeoutMs: 60,
    end: () => {},
    // Both ends have it, and the client's cancel may come before the server has looked at its own.
    expected: { caller: "timeout", server: ["timeout", "cancelled"], aborts: true },
  },
  {
    name: "the connection is cut",
    end: async (rig, run) => {
      await rig.cut();
      run.answer();
    },
    expected: { caller: "connection_lost", server: ["connection_lost"], aborts: true },
    expectedOfIdempotent: { caller: { n: 1 }, server: ["ok"], aborts: false },
  },
  {
    name: "the handler throws",
    happensTo: ({ streams, isUnread }) => !(streams === "output" && isUnread),
    end: (_, run) => run.throw(),
    expected: { caller: "Broken", server: ["Broken"], aborts: false },
  },
  {
    name: "the caller loses the right",
    end: async (rig) => {
      rig.mayStay = false;
      await rig.client.connection.refreshAuth();
    },
    expected: { caller: "forbidden", server: ["forbidden"], aborts: true },
  },
  {
    name: "the server closes",
    end: ({ server }) => server.close({ graceMs: 20 }),
    // So long an idempotent call looks for another server.
    timeoutMs: 400,
    expected: { caller: "connection_lost", server: ["closed"], aborts: true },
    expectedOfIdempotent: { caller: "timeout", server: ["closed"], aborts: true },
    serverIsGone: true,
  },
];
