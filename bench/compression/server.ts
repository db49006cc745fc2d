import { createServer } from "@hawser/server";
import schema from "./schema.js";

const server = createServer(schema, {
  compression: process.argv[2] === "on",
  procedures: { tiny: () => ({ id: 7 }), rows: (input) => input },
});
const { port } = await server.listen({ port: 0, host: "127.0.0.1" });
process.send?.({ port });
// It ends with whoever started it.
process.on("disconnect", () => process.exit());
