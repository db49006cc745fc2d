import type { Stage } from "./stage.js";

export interface Load {
  /** Events in each tick of the event loop. */
  readonly events: number;
  /** About how long it lasts. */
  readonly forMs: number;
}

/** What it costs a server to bring events to everybody of a group. */
export interface FanOut {
  readonly deliveriesPerSecond: number;
  readonly cpuSecondsPerMillion: number;
  readonly bytesPerDelivery: number;
}

/** @throws Error where not all get the same. */
export async function measureFanOut(stage: Stage, group: number, { events, forMs }: Load): Promise<FanOut> {
  const first = await publish(stage, group, { ticks: warmUpTicks, events });
  const wanted = Math.round((forMs / first.elapsedMs) * warmUpTicks);
  const ticks = Math.min(mostTicks, Math.max(warmUpTicks, wanted));
  const { deliveries, elapsedMs, cpuSeconds, bytes } = await publish(stage, group, { ticks, events });
  return {
    deliveriesPerSecond: deliveries / (elapsedMs / 1_000),
    cpuSecondsPerMillion: (cpuSeconds / deliveries) * 1e6,
    bytesPerDelivery: bytes / deliveries,
  };
}

const warmUpTicks = 20;

/** What is sent in them fits into the buffers of the sockets: nobody but those who do not read at all falls behind. */
const mostTicks = 300;

interface Published {
  readonly deliveries: number;
  readonly elapsedMs: number;
  readonly cpuSeconds: number;
  readonly bytes: number;
}

async function publish(
  stage: Stage,
  group: number,
  { ticks, events }: { ticks: number; events: number },
): Promise<Published> {
  await stage.tell({ do: "forget", group });
  const beforeSeconds = stage.server.cpuSeconds();
  const startMs = await stage.order<number>({ do: "publish", topic: 0, ticks, events });
  const { bytes, least, most, lastMs, sockets } = await stage.received(group);
  const cpuSeconds = stage.server.cpuSeconds() - beforeSeconds;
  if (least !== most || least === 0) {
    throw new Error(`of ${ticks * events} events one subscriber got ${least} bytes, another ${most}`);
  }
  return { deliveries: ticks * events * sockets, elapsedMs: lastMs - startMs, cpuSeconds, bytes };
}
