import { setTimeout as pause } from "node:timers/promises";
import { defineSchema, HawserError, procedure } from "@hawser/core";
import { createServer, type Handlers, type Hello, type Server, uwsTransport, wsTransport } from "@hawser/server";
import schema from "./lab.schema.js";

// A program that serves the lab until it is killed: `lab-server.js <positional|maps> <port> [<uws|ws> <key file> <certificate file>]`.
// What happens is told on its output.

const [encoding = "", port = "", library = "ws", keyFile = "", certFile = ""] = process.argv.slice(2);
const tokens = new Set(["secret", "renewed", "brief"]);
const briefMs = 700;
let payments = 0;

const handlers: Handlers<typeof schema.procedures, Identity, typeof schema.metadata> = {
  calls: {
    divide({ a, b }, call) {
      if (b === 0) throw call.error("DividedByZero", { a, at: new Date(5) });
      return a / b;
    },
    fail() {
      throw new Error("nobody else needs to know");
    },
    async forget({ now }, call) {
      call.require(({ token }) => token !== "brief");
      if (!now) await pause(50);
    },
    greet(_, call) {
      call.setAnswerMetadata({ servedBy: "lab" });
      return call.metadata.locale === "de" ? "Hallo" : "Hello";
    },
    async hang({ name }, call) {
      console.log(`hanging ${name}`);
      await untilAborted(call.signal);
      console.log(`let go ${name}`);
    },
    async pay({ cents }) {
      payments += 1;
      const number = payments;
      console.log(`paying ${cents}`);
      await pause(200);
      return number;
    },
    size: (text) => text.length,
  },
  retire() {
    void server.close({ graceMs: 5_000 }).then(() => console.log("retired"));
  },
  streams: {
    async *doubled(items) {
      for await (const item of items) yield item * 2;
    },
    async *numbers({ count, bytes }, call) {
      if (count > 1_000_000) throw call.error("TooMany", { most: 1_000_000 });
      let n = 0;
      try {
        for (; n < count; n += 1) yield { n, at: new Date(n), filler: "x".repeat(bytes) };
      } finally {
        console.log(`numbers ended at ${n}`);
      }
    },
    async some(items) {
      const read: number[] = [];
      for await (const item of items) {
        read.push(item);
        if (read.length === 3) break;
      }
      return read;
    },
    async sum(items) {
      let bytes = 0;
      for await (const { length } of items) {
        bytes += length;
        await pause(1);
      }
      return bytes;
    },
  },
};

const options = {
  limits: { streamWindowBytes: 4_096 },
  authenticate: ({ auth }: Hello<typeof schema>): Identity => {
    if (!tokens.has(auth.token)) throw new HawserError("unauthenticated", `no token ${auth.token}`);
    return { token: auth.token, until: new Date(Date.now() + (auth.token === "brief" ? briefMs : 3_600_000)) };
  },
  authExpiry: ({ until }: Identity) => until,
  topics: {
    feed: { authorizePublish: () => true },
    flags: { authorizePublish: () => true },
    notes: { authorizePublish: () => true },
    rooms: {
      authorizePattern: ({ house }: { house: string }) => house !== "closed",
      authorizePresence: (_: unknown, { data: { name } }: { data: { name: string } }) => name !== "nobody",
      authorizePublish: () => true,
    },
    secret: { authorize: (name: string) => name !== "closed" },
  },
};

/** A server with one procedure more has another fingerprint, so that the client speaks to it in maps. */
const newer = defineSchema({
  name: schema.name,
  auth: schema.auth,
  metadata: schema.metadata,
  procedures: { ...schema.procedures, added: procedure({}) },
  topics: schema.topics,
});

const server: Server<typeof schema, Identity> =
  encoding === "positional"
    ? createServer(schema, { ...options, procedures: handlers })
    : (createServer(newer, { ...options, procedures: { ...handlers, added: () => {} } }) as Server as Server<
        typeof schema,
        Identity
      >);
const tls = keyFile === "" ? {} : { tls: { keyFile, certFile } };
const transport = library === "uws" ? await uwsTransport(tls) : wsTransport(tls);
const bound = await server.listen({ host: "127.0.0.1", port: Number(port), transport });
console.log(`listening on ${bound.port}`);
for (let n = 1; ; n += 1) {
  await pause(20);
  server.publish.fleeting(n);
}

interface Identity {
  readonly token: string;
  readonly until: Date;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
