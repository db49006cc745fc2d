import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { exec } from "tinyexec";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { complaintsOf, launchChromium } from "../examples/test/chromium.js";
import rootPackage from "../package.json" with { type: "json" };
import { dependOn, npmStart } from "./created-project.js";
import { packPackages } from "./pack-packages.js";

/** A user's project: no workspace, no sources of ours, only what npm would have published. */
const files = {
  "package.json": '{ "name": "outside", "private": true, "type": "module" }\n',

  "tsconfig.json": `{
    "compilerOptions": {
      "target": "ES2022", "module": "NodeNext", "lib": ["ES2023", "DOM"], "types": [], "outDir": "out", "strict": true,
      "exactOptionalPropertyTypes": true, "noUncheckedIndexedAccess": true, "verbatimModuleSyntax": true,
      "noUnusedLocals": true, "noUnusedParameters": true, "noPropertyAccessFromIndexSignature": true
    }
  }`,

  "greeting.schema.ts": `
    import { defineSchema, procedure, topic } from "@hawser/core";
    import { z } from "zod";

    export default defineSchema({
      name: "greeting",
      procedures: { greet: procedure({ input: z.object({ name: z.string() }), output: z.object({ text: z.string() }) }) },
      topics: { greeted: topic({ event: z.object({ name: z.string() }) }) },
    });
  `,

  "main.ts": `
    import { createServer } from "@hawser/server";
    import { connect } from "./greeting.client.js";
    import schema from "./greeting.schema.js";

    const server = createServer(schema, {
      procedures: {
        greet: ({ name }) => {
          server.publish.greeted({ name });
          return { text: "Hello, " + name };
        },
      },
    });
    const { port } = await server.listen({ host: "127.0.0.1", port: 0 });

    const greeting = connect("ws://127.0.0.1:" + port);
    const events = greeting.greeted.subscribe();
    const { text } = await greeting.greet({ name: "Ada" });
    for await (const event of events) {
      console.log(text, "/", event.name);
      break;
    }
    await greeting.connection.close();
    await server.close();
  `,
};

let directory: string;
let tarballs: string[];
let project: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "hawser-outside-"));
  project = await mkdtemp(join(directory, "project-"));
  for (const [name, text] of Object.entries(files)) await writeFile(join(project, name), text);
  const { typescript, zod } = rootPackage.devDependencies;
  tarballs = await packPackages(directory);
  await run("npm", ["install", ...quiet, ...tarballs, `typescript@${typescript}`, `zod@${zod}`]);
}, 180_000);

afterAll(() => rm(directory, { recursive: true }));

describe("the packed packages, installed outside the workspace", { tags: ["slow"] }, () => {
  test("generate a stub, and find it fresh", async () => {
    await run("npx", ["hawser", "generate", "greeting.schema.ts", "-o", "greeting.client.ts"]);
    await run("npx", ["hawser", "generate", "greeting.schema.ts", "-o", "greeting.client.ts", "--check"]);
    expect(await readFile(join(project, "greeting.client.ts"), "utf8")).toContain('from "@hawser/client"');
  });

  test("compile under the strictest settings, declarations of ours included", async () => {
    await run("npx", ["tsc"]);
  });

  test("carry a call and an event", async () => {
    expect(await run("node", ["out/main.js"])).toBe("Hello, Ada / Ada\n");
  });

  test("give a browser's bundle the browser's socket", async () => {
    const { metafile } = await build({
      absWorkingDir: project,
      entryPoints: ["greeting.client.ts"],
      bundle: true,
      format: "esm",
      platform: "browser",
      metafile: true,
      write: false,
    });
    const inputs = Object.keys(metafile.inputs);
    expect(inputs).toContain("node_modules/@hawser/client/dist/socket.browser.js");
    expect(inputs.filter((input) => input.includes("node_modules/ws/"))).toEqual([]);
  });
});

describe("a project that they create", { tags: ["slow"] }, () => {
  let board: string;

  beforeAll(async () => {
    await run("npx", ["create", "board"]);
    board = join(project, "board");
    await dependOn(tarballs, board);
    await run("npm", ["install", ...quiet], board);
  }, 180_000);

  test("passes its own tests and type checks", async () => {
    expect(await run("npm", ["test"], board)).toContain("4 passed");
    await run("npm", ["run", "types"], board);
  });

  test("runs with one command, and its page shows what anybody adds", async () => {
    const url = await npmStart(board);
    const browser = await launchChromium();
    onTestFinished(() => browser.close());
    const pages = [await browser.newPage(), await browser.newPage()] as const;
    const complaints = pages.map(complaintsOf);
    for (const page of pages) await page.goto(url);
    await pages[0].getByLabel("A note").fill("Buy rope");
    await pages[0].keyboard.press("Enter");
    for (const page of pages) await page.getByRole("listitem").getByText("Buy rope").waitFor();
    await pages[1].reload();
    await pages[1].getByRole("listitem").getByText("Buy rope").waitFor();
    expect(complaints).toEqual([[], []]);
  });
});

async function run(command: string, args: string[], cwd = project): Promise<string> {
  const { exitCode, stdout, stderr } = await exec(command, args, { nodeOptions: { cwd, env: { NO_COLOR: "1" } } });
  if (exitCode !== 0) throw new Error(`${command} ${args.join(" ")}: exit code ${exitCode}\n${stdout}${stderr}`);
  return stdout;
}

const quiet = ["--no-audit", "--no-fund"];
