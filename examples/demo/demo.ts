import { fileURLToPath } from "node:url";
import { processTerminal, run } from "@hawser/codegen";
import { chooseTransport, type ListenOptions, staticFiles } from "@hawser/server";
import { buildChatPage } from "../chat/build.js";
import { pageDir as chatPageDir, createChat } from "../chat/server.js";
import { buildQuotesPage } from "../quotes/build.js";
import { createQuotes, pageDir as quotesPageDir } from "../quotes/server.js";

export interface Demo {
  /** Of the front page, with a slash at the end; the examples are below it. */
  readonly url: string;
  close(): Promise<void>;
}

/** Generates the stubs, builds the pages, and serves dashboard, chat and a front page on one port. */
export async function startDemo({ port, host = "0.0.0.0" }: ListenOptions): Promise<Demo> {
  await step("Generate the clients", generateClients);
  await step("Bundle the pages", () => Promise.all([buildChatPage(chatPageDir), buildQuotesPage(quotesPageDir)]));

  const transport = await chooseTransport();
  const chat = createChat({ base: "/chat/" });
  const quotes = createQuotes({ base: "/quotes/" });
  chat.server.attach(transport);
  quotes.server.attach(transport);
  transport.http(staticFiles(frontPageDir, { headers: frontPageHeaders }));
  transport.http(staticFiles(imagesDir, { prefix: "/images/" }));
  const listening = await step(`Listen with ${transport.name}`, () => transport.listen({ port, host }));
  quotes.start();

  return {
    url: `http://localhost:${listening.port}/`,
    async close() {
      quotes.stop();
      await Promise.all([chat.server.drain(), quotes.server.drain()]);
      await Promise.all([chat.server.close(), quotes.server.close()]);
      await transport.close();
    },
  };
}

async function generateClients(): Promise<void> {
  const schemas = ["chat/chat.schema.ts", "quotes/quotes.schema.ts"];
  const lines: string[] = [];
  const code = await run(["generate", ...schemas], {
    ...processTerminal(),
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    out: (line) => lines.push(line),
    err: (line) => lines.push(line),
  });
  if (code !== 0) throw new Error(lines.join("\n"));
}

/** Says what is going on, since a first start takes a few seconds. */
async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  console.log(`  ${what.padEnd(32)} ${String(Math.round(performance.now() - startedAt)).padStart(5)} ms`);
  return result;
}

const frontPageDir = fileURLToPath(new URL("./web", import.meta.url));
const imagesDir = fileURLToPath(new URL("../../docs/images", import.meta.url));
const frontPageHeaders = {
  "content-security-policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};
