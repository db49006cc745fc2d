import { createServer, uwsTransport, wsTransport } from "@hawser/server";
import { driveServer } from "../../drive-server.js";
import { roomOf } from "../contender.js";
import schema from "./schema.js";

const [, , library] = process.argv;
const server = createServer(schema, { procedures: { echo: ({ text }) => ({ text }) } });

await driveServer(async (wanted) => {
  const transport = await (library === "ws" ? wsTransport() : uwsTransport());
  const { port } = await server.listen({ port: wanted, host: "127.0.0.1", transport });
  return { port, publish: (topic, quote) => void server.publish.quotes({ room: roomOf(topic) }, quote) };
});
