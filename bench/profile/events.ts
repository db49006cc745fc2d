import { setTimeout } from "node:timers/promises";
import { startServer } from "../fanout/contenders/contenders.js";
import { Stage } from "../fanout/stage.js";
import type { Started } from "../harness/process.js";
import { ProfiledProcess, type SharesByWork } from "./profiled-process.js";

/** Profiles the server of 1,000 subscribers to one topic, with so many events in each tick of its event loop. */
export async function profileEvents(eventsPerTick: readonly number[], forMs: number): Promise<SharesByWork> {
  let server: ProfiledProcess | undefined;
  const startsServer = async (): Promise<Started> => {
    server = await ProfiledProcess.start((nodeArgs) => startServer("hawser", { nodeArgs }));
    return server.started;
  };
  const stage = await Stage.set("hawser", 1, { startsServer });
  const profiled = server as ProfiledProcess;
  const { connect, subscribe } = stage.recording;
  const group = await stage.open(subscribers, connect, ...subscribe);
  await setTimeout(settleMs);
  await publish(stage, group, { events: 10, forMs: warmUpMs });
  for (const events of eventsPerTick) {
    const done = profiled.watch(`${events} a tick`);
    await publish(stage, group, { events, forMs });
    done();
  }
  await stage.crowd.stop();
  return profiled.stop();
}

const subscribers = 1_000;
const settleMs = 200;
const warmUpMs = 1_500;

/** So many ticks at once: what is sent in them fits into the buffers of the sockets. */
const ticks = 200;

async function publish(
  stage: Stage,
  group: number,
  { events, forMs }: { events: number; forMs: number },
): Promise<void> {
  for (const untilMs = performance.now() + forMs; performance.now() < untilMs; ) {
    await stage.order({ do: "publish", topic: 0, ticks, events });
    await stage.received(group);
  }
}
