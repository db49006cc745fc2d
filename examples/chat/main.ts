import { buildChatPage } from "./build.js";
import { createChat, pageDir } from "./server.js";

const dir = process.env.PAGE_DIR ?? pageDir;
await buildChatPage(dir);
const { server } = createChat({ base: "/", pageDir: dir });
const { port } = await server.listen({ port: Number(process.env.PORT ?? 3000) });
console.log(`The chat is at http://localhost:${port}/`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void server.close({ graceMs: 2_000 }));
}
