import { createServer } from "@hawser/server";
import schema from "./schema.js";
import { type Setting, settings } from "./settings.js";

const hooks = settings[process.argv[2] as Setting]();
const server = createServer(schema, { ...hooks, procedures: { tiny: () => ({ id: 7 }) } });
process.send?.(await server.listen({ port: 0, host: "127.0.0.1" }));
process.on("message", () => process.send?.(process.cpuUsage()));
// It ends with whoever started it.
process.on("disconnect", () => process.exit());
