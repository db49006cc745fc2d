import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { processTerminal, run } from "@hawser/codegen";
import { exec } from "tinyexec";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { complaintsOf, launchChromium } from "../test/chromium.js";
import { StartedProgram } from "../test/started-program.js";

const directory = fileURLToPath(new URL(".", import.meta.url));

test("the whole program has fewer than 60 lines", async () => {
  const files = ["echo.schema.ts", "server.ts", "client.ts", "page.ts", "index.html"];
  const texts = await Promise.all(files.map((file) => readFile(join(directory, file), "utf8")));
  const lines = texts.join("\n").split("\n");
  expect(lines.filter((line) => line.trim() !== "").length).toBeLessThan(60);
});

test("the generated client is fresh", async () => {
  const lines: string[] = [];
  const print = (line: string): void => void lines.push(line);
  const terminal = { ...processTerminal(), cwd: directory, out: print, err: print };
  expect(await run(["generate", "echo.schema.ts", "--check"], terminal), lines.join("\n")).toBe(0);
});

describe("the running server", { tags: ["slow"] }, () => {
  let server: StartedProgram;

  beforeAll(async () => {
    await execute("npm", ["run", "build"]);
    server = await StartedProgram.start("echo/server.ts", { PORT: "0" });
  }, 60_000);
  afterAll(() => server?.end("SIGKILL"));

  test("answers the Node client, and lets it hear what it said", async () => {
    const { stdout } = await execute("npm", ["run", "--silent", "client", server.url.replace("http", "ws")]);
    expect(stdout).toBe("heard: hello\nanswered: hello\n");
  });

  test("serves the page, on which everyone hears everyone", async () => {
    const browser = await launchChromium();
    try {
      const pages = [await browser.newPage(), await browser.newPage()] as const;
      const complaints = pages.map(complaintsOf);
      for (const page of pages) await page.goto(server.url);
      await pages[0].getByLabel("Say something").fill("ahoy");
      await pages[0].keyboard.press("Enter");
      for (const page of pages) await page.getByRole("listitem").getByText("ahoy").waitFor();
      expect(complaints).toEqual([[], []]);
    } finally {
      await browser.close();
    }
  });
});

async function execute(command: string, args: string[]): Promise<{ stdout: string }> {
  const { stdout, stderr, exitCode } = await exec(command, args, { nodeOptions: { cwd: directory } });
  expect(exitCode, `${command} ${args.join(" ")}\n${stdout}${stderr}`).toBe(0);
  return { stdout };
}
