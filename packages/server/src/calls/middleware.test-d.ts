import { defineSchema, procedure, stream } from "@hawser/core";
import { z } from "zod";
import { createServer } from "../create-server.js";
import type { Hello } from "../implementation.js";
import type { Middleware } from "./middleware.js";
import { withMiddleware } from "./with-middleware.js";

// Checked by `tsc`: what middleware adds is there in the handlers behind it, and only there.

const schema = defineSchema({
  name: "types",
  auth: z.object({ token: z.string() }),
  metadata: { call: z.object({ locale: z.string() }), answer: z.object({ cost: z.number() }) },
  procedures: {
    rooms: {
      list: procedure({ output: z.array(z.string()) }),
      backlog: procedure({ input: z.object({ room: z.string() }), output: stream(z.object({ text: z.string() })) }),
      files: { upload: procedure({ input: stream(z.instanceof(Uint8Array)), output: z.int() }) },
    },
    ping: procedure({}),
  },
});

interface Context {
  user: string;
}

const requireMember: Middleware<Context, { member: { since: Date } }> = (call, next) => {
  call.context.user satisfies string;
  call.require((context) => context.user !== "");
  // @ts-expect-error: what it promises to add is missing
  next();
  return next({ context: { member: { since: new Date() } } });
};

const timing: Middleware = async (call, next) => {
  call.path satisfies string;
  return await next();
};

createServer(schema, {
  authenticate: ({ auth }: Hello<typeof schema>): Context => ({ user: auth.token }),
  authExpiry: (context) => (context.user ? new Date() : undefined),
  middleware: [timing],
  procedures: {
    rooms: withMiddleware(schema.procedures.rooms, requireMember, {
      list: (_, call) => {
        call.context.member.since satisfies Date;
        call.context.user satisfies string;
        call.metadata.locale satisfies string;
        call.setAnswerMetadata({ cost: 1 });
        // @ts-expect-error: not what the schema declares
        call.setAnswerMetadata({ cost: "1" });
        return [];
      },
      backlog: async function* ({ room }, call) {
        call.context.member.since satisfies Date;
        yield { text: room };
      },
      files: {
        upload: async (chunks) => {
          let bytes = 0;
          for await (const chunk of chunks) bytes += chunk.length;
          return bytes;
        },
      },
    }),
    ping: (_, call) => {
      call.context.user satisfies string;
      call.metadata.locale satisfies string;
      // @ts-expect-error: only handlers behind the middleware have it
      call.context.member;
    },
  },
});

createServer(schema, {
  authenticate: (): { name: string } => ({ name: "ada" }),
  procedures: {
    // @ts-expect-error: the middleware needs a user in the context
    rooms: withMiddleware(schema.procedures.rooms, requireMember, {
      list: () => [],
      backlog: () => [],
      files: { upload: () => 1 },
    }),
    ping: () => {},
  },
});

createServer(schema, {
  authenticate: (): Context => ({ user: "" }),
  procedures: {
    rooms: {
      list: () => [],
      // @ts-expect-error: an item is not what is declared
      backlog: async function* () {
        yield { text: 1 };
      },
      files: withMiddleware(schema.procedures.rooms.files, requireMember, { upload: () => 1 }),
    },
    ping: withMiddleware(schema.procedures.ping, requireMember, () => {}),
  },
});
