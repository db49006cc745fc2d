import { setImmediate, setTimeout } from "node:timers/promises";
import { createServer, type ServerState } from "@hawser/server";
import { keyCount, nowMs, type Policy } from "./policies.js";
import schema from "./schema.js";

/** What the measurement asks of the server; each is answered when it is done. */
export type ServerOrder =
  /** In a steady rhythm. */
  | { readonly do: "publish"; readonly perSecond: number; readonly ms: number }
  /** Large events, until whoever does not read is behind, or gone where that is the policy. */
  | { readonly do: "fill"; readonly consumers: number }
  | { readonly do: "say where you are" };

const [, , policy] = process.argv as [string, string, Policy];
const small = new Uint8Array(100);
const large = new Uint8Array(16_384);
const tickMs = 5;
/** Of them only the policy that closes connections makes use. */
const limits = policy === "disconnect" ? { maxBufferedBytes: 262_144 } : {};

let state: ServerState | undefined;
let offset = 0;
const attached = (now: ServerState): void => {
  state = now;
};
const server = createServer(schema, { limits, procedures: {}, observers: [{ attached }] });
process.on("message", async (order: ServerOrder) => {
  if (order.do === "publish") await publishFor(order.ms, order.perSecond);
  else if (order.do === "fill") await fill(order.consumers);
  const bufferedBytes = state?.bufferedBytes ?? 0;
  process.send?.({ offset, bufferedBytes });
});
// It ends with whoever started it.
process.on("disconnect", () => process.exit());
process.send?.(await server.listen({ port: 0, host: "127.0.0.1" }));

async function publishFor(ms: number, perSecond: number): Promise<void> {
  const startMs = nowMs();
  for (let dueMs = startMs; dueMs < startMs + ms; dueMs += tickMs) {
    const waitMs = dueMs - nowMs();
    await (waitMs > 0 ? setTimeout(waitMs) : setImmediate());
    for (let i = 0; i < (perSecond * tickMs) / 1_000; i++) publish(dueMs, small);
  }
}

/** The kernel takes some megabytes for each connection before anything waits in the server. */
async function fill(consumers: number): Promise<void> {
  const connections = state?.connections ?? 0;
  const areBehind = ({ connections: left, bufferedBytes }: ServerState): boolean => {
    return policy === "disconnect" ? left <= connections - consumers : bufferedBytes >= consumers * behindBytes;
  };
  for (let i = 0; i < 2_000 && state && !areBehind(state); i++) {
    publish(nowMs(), large);
    await setTimeout(1);
  }
}

const behindBytes = 250_000;

function publish(dueMs: number, filler: Uint8Array<ArrayBuffer>): void {
  server.publish[policy]({ dueMs, key: `k${offset % keyCount}`, filler });
  offset += 1;
}
