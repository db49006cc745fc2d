import { buildChatPage } from "./build.js";
import { createChat, pageDir } from "./server.js";

const { PORT = "3000", PAGE_DIR = pageDir, TOKEN_KEY, TOKEN_LIFE_MS, PRESENCE_GRACE_MS } = process.env;
await buildChatPage(PAGE_DIR);
const { server } = createChat({
  base: "/",
  pageDir: PAGE_DIR,
  tokens: { key: TOKEN_KEY, lifeMs: numberOf(TOKEN_LIFE_MS) },
  presenceGraceMs: numberOf(PRESENCE_GRACE_MS),
});
const { port } = await server.listen({ port: Number(PORT) });
console.log(`The chat is at http://localhost:${port}/`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  // Pages move to the next server once they have their answers; then nothing is left, and the process ends.
  process.once(signal, () => void server.drain().then(() => server.close()));
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
