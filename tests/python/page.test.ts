import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { createServer, type Hello } from "@hawser/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateInto } from "./generate-client.js";
import schema from "./page.schema.js";
import { findPython, whyNoPython } from "./python.js";

// What the page on Python says is so.

const page = await readFile(new URL("../../docs/python.md", import.meta.url), "utf8");
const topicsPage = await readFile(new URL("../../docs/topics.md", import.meta.url), "utf8");
const blocks = [...page.matchAll(/^```(\w+)\n(.*?)^```/gms)].map(([, language, text = ""]) => ({ language, text }));
const pieces = blocks.filter(({ language }) => language === "python").map(({ text }) => text);
const mypy = "/usr/bin/mypy";
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "hawser-python-page-"));
  await generateInto(directory, new URL("page.schema.ts", import.meta.url), "chat_client.py");
  const market = /^```ts\n\/\/ market\.schema\.ts\n(.*?)^```/ms.exec(topicsPage)?.[1] as string;
  await writeFile(join(directory, "market.schema.ts"), market);
  await symlink(fileURLToPath(new URL("../../node_modules", import.meta.url)), join(directory, "node_modules"), "dir");
  await generateInto(directory, pathToFileURL(join(directory, "market.schema.ts")), "market_client.py");
}, 60_000);

afterAll(() => rm(directory, { recursive: true, force: true }));

test("its schema is the one that its pieces are checked with", async () => {
  const text = await readFile(new URL("page.schema.ts", import.meta.url), "utf8");
  expect(blocks).toContainEqual({ language: "ts", text: `// chat.schema.ts\n${text}` });
});

test("its pieces pass mypy --strict", async (context) => {
  if (!existsSync(mypy)) return context.skip(`no ${mypy}: apt-get install mypy`);
  const files = pieces.map((_, i) => `piece_${i}.py`);
  await Promise.all(pieces.map((text, i) => writeFile(join(directory, files[i] as string), text)));
  const options = { cwd: directory };
  const { stdout } = await promisify(execFile)(mypy, ["--strict", "--cache-dir", "cache", ...files], options).catch(
    (error: { stdout: string }) => error,
  );
  expect(stdout).toMatch(/^Success: no issues found/);
}, 120_000);

test("its program prints what it says", async (context) => {
  const python = findPython();
  if (python === undefined) return context.skip(whyNoPython);
  const server = createServer(schema, {
    authenticate: ({ auth }: Hello<typeof schema>) => auth,
    procedures: {
      rooms: {
        async *backlog() {},
        load: () => 0,
        send({ room, text }, call) {
          if (room !== "lobby") throw call.error("RoomNotFound", { known: ["lobby"] });
          const message = { from: "ada", text, sentAt: new Date("2026-01-02T03:04:05Z") };
          server.publish.messages({ room }, message);
          return message;
        },
      },
    },
    topics: { messages: { authorizePublish: () => true } },
  });
  const { port } = await server.listen({ port: 0, host: "127.0.0.1" });
  await writeFile(join(directory, "talk.py"), pieces[0] as string);
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1" };
  const url = `ws://127.0.0.1:${port}`;
  const { stdout, stderr } = await promisify(execFile)(python, ["talk.py", url], { cwd: directory, env });
  await server.close();
  expect(stderr).toBe("");
  expect(blocks).toContainEqual({ language: "text", text: `$ python3 talk.py ws://localhost:3000\n${stdout}` });
});
