import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";
import { createServer } from "./create-server.js";
import type { Hello } from "./implementation.js";

// Checked by `tsc`: what a user's mistakes look like to the compiler.

const schema = defineSchema({
  name: "types",
  auth: z.object({ token: z.string() }),
  procedures: {
    rooms: {
      send: procedure({
        input: z.object({ room: z.string(), at: z.string().transform(Number) }),
        output: z.object({ id: z.int() }),
        errors: { RoomNotFound: z.object({ room: z.string() }) },
      }),
    },
    ping: procedure({}),
  },
  topics: {
    news: topic({ event: z.string() }),
    rooms: { said: topic({ params: z.object({ room: z.string() }), event: z.object({ text: z.string() }) }) },
  },
});

const server = createServer(schema, {
  authenticate: async ({ auth, request }: Hello<typeof schema>) => ({
    user: auth.token satisfies string,
    ip: request.remoteAddress,
  }),
  procedures: {
    rooms: {
      send: (input, call) => {
        input.at satisfies number;
        call.context.user satisfies string;
        if (!input.room) throw call.error("RoomNotFound", { room: input.room });
        // @ts-expect-error: no such error is declared
        call.error("RoomFull", {});
        // @ts-expect-error: the data is not what is declared
        call.error("RoomNotFound", { id: 1 });
        return { id: 1 };
      },
    },
    ping: () => {},
  },
  topics: { rooms: { said: { authorize: (params, { context }) => params.room === context.user } } },
});

server.publish.news("text");
server.publish.rooms.said({ room: "a" }, { text: "b" });
// @ts-expect-error: the event is not what is declared
server.publish.news({ text: "b" });
// @ts-expect-error: params are missing
server.publish.rooms.said({ text: "b" });
// @ts-expect-error: no such topic
server.publish.olds;

const authenticate = (): { user: string } => ({ user: "a" });

createServer(schema, {
  authenticate,
  // @ts-expect-error: ping has no handler
  procedures: { rooms: { send: () => ({ id: 1 }) } },
});
createServer(schema, {
  authenticate,
  // @ts-expect-error: pong is not declared
  procedures: { rooms: { send: () => ({ id: 1 }) }, ping: () => {}, pong: () => {} },
});
createServer(schema, {
  authenticate,
  procedures: {
    rooms: {
      // @ts-expect-error: the answer is not what is declared
      send: () => ({ id: "1" }),
    },
    ping: () => {},
  },
});
