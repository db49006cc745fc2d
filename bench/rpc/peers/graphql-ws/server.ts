import { createServer } from "node:http";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import { answer } from "../../../harness/serve-process.js";
import { type Order, service, type TinyInput } from "../../api.js";
import { listen } from "../../listen.js";
import { schema } from "./schema.js";

const roots = {
  mutation: {
    tiny: (input: TinyInput) => service.tiny(input),
    echo: ({ order }: { order: Order }) => service.echo(order),
  },
};
const http = createServer();
useServer({ schema, roots }, new WebSocketServer({ server: http, perMessageDeflate: false }));
answer(() => undefined, { port: await listen(http) });
