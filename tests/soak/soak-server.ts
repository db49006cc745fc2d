import { createInterface } from "node:readline";
import { createServer } from "@hawser/server";
import { randomOf } from "../chaos/random.js";
import { heavyInstances, type Instance, lightInstances } from "./instances.js";
import { PublishJournal } from "./publish-journal.js";
import schema from "./soak.schema.js";

// A program that publishes until it is told to rest or killed: `soak-server.js <journal> <port> <seed>`.

/** Publishers of the server's own to light instances. */
const publishers = 10;
const lightIntervalMs = 200;
const heavyIntervalMs = 15;
const heavyBytes = 24_000;

const [path = "", port = "", seed = ""] = process.argv.slice(2);
const journal = new PublishJournal(path);
const random = randomOf(Number(seed));
const everybody = { authorizePublish: () => true };
let count = 0;

const server = createServer(schema, {
  limits: { idleTimeoutMs: 8_000, maxEventBytes: 200_000 },
  procedures: {},
  topics: {
    conflated: everybody,
    dropped: everybody,
    kept: everybody,
    keptShortly: everybody,
    retained: everybody,
  },
});

const bound = await server.listen({ host: "127.0.0.1", port: Number(port) });
const timers = Array.from({ length: publishers }, () => {
  return setInterval(() => {
    const instance = lightInstances[Math.floor(random() * lightInstances.length)] as Instance;
    publish(instance, { events: 1 + Math.floor(random() * 4), fillerBytes: 10 });
  }, lightIntervalMs);
});
for (const instance of heavyInstances) {
  timers.push(setInterval(() => publish(instance, { events: 1, fillerBytes: heavyBytes }), heavyIntervalMs));
}

createInterface(process.stdin).on("line", () => {
  for (const timer of timers) clearInterval(timer);
  // Whoever has got this one has got, or was told of, everything.
  for (const instance of [...lightInstances, ...heavyInstances]) publish(instance, { events: 1, fillerBytes: 0 });
  console.log("rests");
});
process.once("SIGTERM", () => {
  for (const timer of timers) clearInterval(timer);
  process.stdin.destroy();
  void server.close({ graceMs: 2_000 });
});
console.log(`listening on ${bound.port}`);

function publish({ name, topic, params }: Instance, { events: number, fillerBytes }: Batch): void {
  const events = Array.from({ length: number }, () => {
    count += 1;
    return { id: `${process.pid}.${count}`, key: `k${count % 7}`, filler: new Uint8Array(fillerBytes) };
  });
  const position = server.publish[topic].batch(params, events);
  if (position instanceof Promise) throw new Error("the broker in memory answers at once");
  journal.append({ instance: name, events: events.map(({ id, key }) => ({ id, key })), position });
}

interface Batch {
  readonly events: number;
  readonly fillerBytes: number;
}
