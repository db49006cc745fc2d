import { buildQuotesPage } from "./build.js";
import { createQuotes, pageDir } from "./server.js";

await buildQuotesPage(pageDir);
const quotes = createQuotes({ base: "/" });
const { port } = await quotes.server.listen({ port: Number(process.env.PORT ?? 3001) });
quotes.start();
console.log(`The dashboard is at http://localhost:${port}/`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    quotes.stop();
    void quotes.server.close({ graceMs: 2_000 });
  });
}
