import { createServer, Ok, Procedure, ServiceSchema } from "@replit/river";
import { Type } from "@sinclair/typebox";

const Message = Type.Object({ id: Type.Number(), room: Type.String(), text: Type.String(), sentAt: Type.Number() });

/** For its type only: what the client knows of the server. */
export const chat = ServiceSchema.define({
  say: Procedure.rpc({
    input: Type.Object({ room: Type.String(), text: Type.String() }),
    output: Message,
    errors: Type.Never(),
    handler: async (_context, input) => Ok({ ...input, id: 1, sentAt: 0 }),
  }),
  said: Procedure.subscription({
    input: Type.Object({ room: Type.String() }),
    output: Message,
    errors: Type.Never(),
    handler: async (_context, input, output) => {
      output.push(Ok({ ...input, id: 1, text: "ahoy", sentAt: 0 }));
    },
  }),
});

const serve = (transport: Parameters<typeof createServer>[0]) => createServer(transport, { chat });
export type Server = ReturnType<typeof serve>;
