import { createCipheriv, createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, open, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { complaintsOf, launchChromium } from "../test/chromium.js";
import { StartedProgram } from "../test/started-program.js";
import { connect, type Files } from "./files.client.js";

const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, colorScheme: "light" };
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, colorScheme: "dark", hasTouch: true };

const sizeBytes = 64 * 2 ** 20;

describe("the files in a browser", { tags: ["slow"] }, () => {
  let root: string;
  let program: StartedProgram;
  let browser: Browser;
  let wide: Page;
  let narrow: Page;
  let files: Files;
  /** Of pseudo-random bytes. */
  let cargo: string;
  let cargoSha256: string;
  const complaints: string[][] = [];

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "hawser-files-page-"));
    await mkdir(join(root, "store"));
    cargo = join(root, "cargo of the Great Eastern.bin");
    await writeFile(cargo, pseudoRandom(sizeBytes));
    cargoSha256 = await sha256Of(cargo);
    [program, browser] = await Promise.all([start("0"), launchChromium()]);
    [wide, narrow] = [await openPage(desktop), await openPage(phone)];
    files = connect(new URL("rpc", program.url));
  }, 60_000);

  afterAll(async () => {
    await files?.connection.close();
    await browser?.close();
    await program?.end("SIGKILL");
    await rm(root, { recursive: true });
  });

  function start(port: string): Promise<StartedProgram> {
    const env = { PORT: port, PAGE_DIR: join(root, "page"), FILES_DIR: join(root, "store") };
    return StartedProgram.start("files/main.ts", env);
  }

  async function openPage(options: BrowserContextOptions): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage();
    page.setDefaultTimeout(60_000);
    complaints.push(complaintsOf(page));
    await page.goto(program.url);
    await page.getByText("Live").waitFor();
    return page;
  }

  /** Names of all that lies in the server's directory. */
  async function stored(): Promise<string[]> {
    const [directory = ""] = await readdir(join(root, "store"));
    return readdir(join(root, "store", directory));
  }

  test("a large file arrives byte for byte, with progress, and small calls are answered meanwhile", async () => {
    await record(wide);
    await choose(wide, cargo);
    const row = transfer(wide, "up");
    await row.getByText("Arrived byte for byte").waitFor();

    const samples = await recorded(wide);
    expectProgress(samples);
    const underway = samples.filter(({ moved }) => moved > 0 && moved < sizeBytes);
    expect(underway.at(-1)?.answers).toBeGreaterThan(underway[0]?.answers ?? 0);

    const [name = ""] = await stored();
    const [directory = ""] = await readdir(join(root, "store"));
    expect(await sha256Of(join(root, "store", directory, name))).toBe(cargoSha256);
    expect(await files.files.list()).toMatchObject([{ id: name, sizeBytes, sha256: cargoSha256 }]);
  });

  test("it comes back byte for byte, with progress, to another page", async () => {
    await record(narrow);
    const [download] = await Promise.all([
      narrow.waitForEvent("download"),
      narrow.getByRole("button", { name: "Download cargo of the Great Eastern.bin" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("cargo of the Great Eastern.bin");
    expect(await sha256Of(await download.path())).toBe(cargoSha256);
    await transfer(narrow, "down").getByText("Came back byte for byte").waitFor();

    const samples = await recorded(narrow);
    expectProgress(samples);
    expect(samples.some(({ moved, answers }) => answers > 0 && moved < sizeBytes)).toBe(true);
  });

  test("an upload that is cancelled in the middle leaves no file and no running handler", async () => {
    const before = await stored();
    const cancelled = cancelInTheMiddle(wide);
    await choose(wide, cargo);
    expect(await cancelled).toBeLessThan(sizeBytes);
    await transfer(wide, "up").getByText("Cancelled").waitFor();
    await expect.poll(async () => (await files.files.usage()).uploads).toBe(0);
    expect(await stored()).toEqual(before);
  });

  test("a download that is cancelled in the middle gives no file", async () => {
    const cancelled = cancelInTheMiddle(narrow);
    await narrow.getByRole("button", { name: "Download cargo" }).click();
    expect(await cancelled).toBeLessThan(sizeBytes);
    await transfer(narrow, "down").getByText("Cancelled").waitFor();
  });

  test("an empty file is a file", async () => {
    const empty = join(root, "empty.txt");
    await writeFile(empty, "");
    await choose(narrow, empty);
    await transfer(narrow, "up").getByText("Arrived byte for byte").waitFor();
    await narrow.getByRole("button", { name: "Dismiss" }).first().click();
    await wide.getByRole("button", { name: "Download empty.txt" }).click();
    await transfer(wide, "down").getByText("Came back byte for byte").waitFor();
  });

  test("one that is too large is refused before it is sent", async () => {
    const giant = join(root, "giant.iso");
    const file = await open(giant, "w");
    await file.truncate(257 * 2 ** 20);
    await file.close();
    await choose(wide, giant);
    await transfer(wide, "up").getByText("The server takes files of up to 256 MB.").waitFor();
  });

  test("nothing sticks out at the side, however long a name is", async () => {
    const long = join(root, `${"Supercalifragilistic".repeat(9)}.txt`);
    await writeFile(long, "of no importance");
    await choose(wide, long);
    for (const page of [wide, narrow]) {
      await page.getByRole("button", { name: "Download Supercali" }).waitFor();
      const widths = await page.evaluate(() => ({ page: document.documentElement.scrollWidth, window: innerWidth }));
      expect(widths.page).toBeLessThanOrEqual(widths.window);
    }
  });

  test("the pages go on when the server is killed and started again", async () => {
    const { port } = new URL(program.url);
    await program.end("SIGKILL");
    for (const page of [wide, narrow]) await page.getByText("Reconnecting").waitFor();
    await rm(join(root, "store"), { recursive: true });
    await mkdir(join(root, "store"));
    program = await start(port);
    for (const page of [wide, narrow]) await page.getByText("Nothing yet.").waitFor();
  });

  test("a server that is asked to end lets an upload arrive first, and leaves nothing", async () => {
    const light = join(root, "light cargo.bin");
    await writeFile(light, pseudoRandom(sizeBytes / 4));
    const underway = untilMoving(wide);
    await choose(wide, light);
    await underway;
    const ended = program.end("SIGTERM");
    await transfer(wide, "up").getByText("Arrived byte for byte").waitFor();
    expect(await ended).toBe(0);
    expect(await readdir(join(root, "store"))).toEqual([]);
  });

  test("no page complained of anything", () => {
    expect(complaints).toEqual([[], []]);
  });
});

function choose(page: Page, path: string): Promise<void> {
  return page.getByLabel("Choose files to send").setInputFiles(path);
}

/** The newest in one direction. */
function transfer(page: Page, direction: "up" | "down"): Locator {
  return page.locator(`.transfer[data-direction="${direction}"]`).first();
}

/** What the page showed of a transfer at one moment. */
interface Sample {
  readonly moved: number;
  readonly answers: number;
}

declare global {
  interface Window {
    samples: Sample[];
  }
}

/** Notes all that the page shows from now on of the transfer that comes next. */
function record(page: Page): Promise<void> {
  return page.evaluate(() => {
    window.samples = [];
    const count = document.querySelectorAll(".transfer").length;
    new MutationObserver(() => {
      const transfers = document.querySelectorAll(".transfer");
      const bar = transfers[0]?.querySelector("progress");
      if (transfers.length === count || !bar) return;
      const answers = Number(document.querySelector("#pulse-answers")?.textContent);
      window.samples.push({ moved: bar.value, answers });
    }).observe(document.body, { attributes: true, childList: true, characterData: true, subtree: true });
  });
}

function recorded(page: Page): Promise<Sample[]> {
  return page.evaluate(() => window.samples);
}

function expectProgress(samples: readonly Sample[]): void {
  const moved = samples.map((sample) => sample.moved);
  expect(moved).toEqual(moved.toSorted((a, b) => a - b));
  expect(new Set(moved).size).toBeGreaterThan(3);
  expect(moved.at(-1)).toBe(sizeBytes);
}

/** Resolves when a transfer shows that some of its bytes have moved, and others not yet. */
function untilMoving(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const observer = new MutationObserver(() => {
          const bar = document.querySelector<HTMLProgressElement>('.transfer[data-state="moving"] progress');
          if (!bar || bar.value === 0 || bar.value === bar.max) return;
          observer.disconnect();
          resolve(bar.value);
        });
        observer.observe(document.body, { attributes: true, childList: true, subtree: true });
      }),
  );
}

/** @returns how many bytes had moved by then. */
async function cancelInTheMiddle(page: Page): Promise<number> {
  const movedBytes = await untilMoving(page);
  await page.getByRole("button", { name: "Cancel" }).click();
  return movedBytes;
}

/** The same bytes with every run, which no compression makes fewer. */
function pseudoRandom(bytes: number): Buffer {
  return createCipheriv("aes-128-ctr", "a key for a test", "its first vector").update(Buffer.alloc(bytes));
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest("hex");
}
