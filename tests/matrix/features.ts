import type { Rig } from "./rig.js";

/** A way to call. */
export interface Feature {
  readonly name: string;
  /** What of it streams. */
  readonly streams: "input" | "output" | "both" | undefined;
  /** Makes the call and waits until it is in its middle. The outcome settles when the caller's does. */
  begin(rig: Rig, options: Options): Promise<Begun>;
  /** Its handler goes on without a connection, and its caller comes back. */
  readonly outlivesConnection?: true;
  /** Nobody takes its items, so that who makes them is held, and does not look at what the test says. */
  readonly isUnread?: true;
  /** The caller gets metadata with an answer. */
  readonly hasMetadata?: true;
}

export interface Options {
  readonly signal: AbortSignal;
  readonly timeoutMs: number | undefined;
  readonly onMetadata: (metadata: { tag: string }) => void;
}

export interface Begun {
  readonly outcome: Promise<unknown>;
  /** A reader that has stopped reads on. */
  readonly resume?: () => void;
}

const first = { n: 1 };

export const features: readonly Feature[] = [
  {
    name: "a unary call",
    streams: undefined,
    begin: ({ client }, options) => begun(client.unary(first, options)),
  },
  {
    name: "an idempotent call",
    streams: undefined,
    outlivesConnection: true,
    begin: ({ client }, options) => begun(client.idempotent(first, options)),
  },
  {
    name: "a call behind middleware",
    streams: undefined,
    begin: ({ client }, options) => begun(client.guarded(first, options)),
  },
  {
    name: "a call with metadata",
    streams: undefined,
    hasMetadata: true,
    begin: ({ client }, options) => begun(client.described(first, { ...options, metadata: { tag: "its own" } })),
  },
  {
    name: "a server stream",
    streams: "output",
    begin: (rig, options) => begun(rig.read(rig.client.serverStream(first, options))),
  },
  {
    name: "a server stream that nobody reads",
    streams: "output",
    isUnread: true,
    async begin(rig, options) {
      const items = rig.client.serverStream(first, options);
      await items.next();
      let resume = (): void => {};
      const resumed = new Promise<void>((resolve) => {
        resume = resolve;
      });
      return { outcome: handled(resumed.then(() => rig.read(items))), resume };
    },
  },
  {
    name: "a client stream",
    streams: "input",
    begin: (rig, options) => begun(rig.client.clientStream(rig.source(), options)),
  },
  {
    name: "a client stream that nobody reads",
    streams: "input",
    isUnread: true,
    begin: (rig, options) => begun(rig.client.clientStreamUnread(rig.source(), options)),
  },
  {
    name: "streams both ways",
    streams: "both",
    begin: (rig, options) => begun(rig.read(rig.client.bothWays(rig.source(), options))),
  },
];

async function begun(outcome: Promise<unknown>): Promise<Begun> {
  return { outcome: handled(outcome) };
}

/** It may fail before the test looks. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
