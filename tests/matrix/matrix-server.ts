import { defineSchema, procedure } from "@hawser/core";
import { createServer, type Handlers, type Hello, type Middleware, type Server, withMiddleware } from "@hawser/server";
import schema from "./matrix.schema.js";
import { Run, type RunnableCall } from "./run.js";

/** What a server under test lets the test see. */
export interface Bench {
  /** Every run of a handler that is to be ended. */
  readonly runs: Run[];
  /** How often middleware was entered and left. */
  readonly guard: { entered: number; left: number };
  /** Tags of the calls whose metadata arrived. */
  readonly tags: string[];
}

type Options = Pick<Parameters<typeof createServer>[1], "limits" | "observers" | "onError">;

/** A server of the same schema as the client's, or of one that has a procedure more, which makes them speak in maps. */
export function serverOf(encoding: "positional" | "maps", bench: Bench, options: Options): Server<typeof schema> {
  const procedures = handlersOf(bench);
  const topics = { feed: { authorize: (_: unknown, { context }: { context: Identity }) => context.mayStay } };
  const authenticate = ({ auth }: Hello<typeof schema>): Identity => auth;
  if (encoding === "positional") return createServer(schema, { ...options, authenticate, procedures, topics });
  const served = { ...options, authenticate, procedures: { ...procedures, added: () => {} }, topics };
  return createServer(newer, served) as Server as Server<typeof schema>;
}

/** Who is there, and whether what runs for them may go on. */
interface Identity {
  readonly mayStay: boolean;
}

const newer = defineSchema({
  name: schema.name,
  auth: schema.auth,
  metadata: schema.metadata,
  procedures: { ...schema.procedures, added: procedure({}) },
  topics: schema.topics,
});

function handlersOf(bench: Bench): Handlers<typeof schema.procedures, Identity, typeof schema.metadata> {
  const begin = (call: RunnableCall): Run => {
    const run = new Run(call);
    bench.runs.push(run);
    return run;
  };
  const around: Middleware<Identity> = async (_, next) => {
    bench.guard.entered += 1;
    try {
      return await next();
    } finally {
      bench.guard.left += 1;
    }
  };
  return {
    async *bothWays(items, call) {
      const run = begin(call);
      try {
        for await (const item of items) {
          yield item;
          await run.step();
        }
      } finally {
        run.isFinished = true;
      }
    },
    async clientStream(items, call) {
      const run = begin(call);
      let sum = 0;
      try {
        for await (const { n } of items) {
          sum += n;
          await run.step();
        }
        return { n: sum };
      } finally {
        run.isFinished = true;
      }
    },
    async clientStreamUnread(items, call) {
      const run = begin(call);
      // To leave a loop would tell the client to stop.
      await items[Symbol.asyncIterator]().next();
      return run.hold();
    },
    described(_, call) {
      bench.tags.push(call.metadata.tag);
      call.setAnswerMetadata({ tag: `answer to ${call.metadata.tag}` });
      return begin(call).hold();
    },
    echo: (item) => item,
    async *echoStream(items) {
      yield* items;
    },
    guarded: withMiddleware(schema.procedures.guarded, around, (_, call) => begin(call).hold()),
    idempotent: (_, call) => begin(call).hold(),
    async *serverStream({ n }, call) {
      const run = begin(call);
      try {
        for (let next = n; ; next += 1) {
          yield { n: next };
          await run.step();
        }
      } finally {
        run.isFinished = true;
      }
    },
    unary: (_, call) => begin(call).hold(),
  };
}
