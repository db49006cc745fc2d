import { buildQuotesPage } from "./build.js";
import { createQuotes, pageDir } from "./server.js";

const dir = process.env.PAGE_DIR ?? pageDir;
await buildQuotesPage(dir);
const quotes = createQuotes({ base: "/", pageDir: dir });
const { port } = await quotes.server.listen({ port: Number(process.env.PORT ?? 3001) });
quotes.start();
console.log(`The dashboard is at http://localhost:${port}/`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    quotes.stop();
    void quotes.server.drain().then(() => quotes.server.close());
  });
}
