import { createServer } from "@hawser/server";
import { answer } from "../../../harness/serve-process.js";
import { service } from "../../api.js";
import schema from "../../schema.js";

const server = createServer(schema, { procedures: service });
const { port } = await server.listen({ port: 0, host: "127.0.0.1" });
answer(() => undefined, { port });
