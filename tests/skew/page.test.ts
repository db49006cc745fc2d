import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Schema } from "@hawser/core";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { launchChromium } from "../../examples/test/chromium.js";
import { newSamples, oldSamples } from "./cases.js";
import newSchema from "./new.schema.js";
import oldSchema from "./old.schema.js";
import { type Samples, serve } from "./skew-server.js";

// A page with the old stub, bundled into several files. What reads payloads of another version is one of them.

const program = `
  import { connect } from "./old.client.js";
  const clients = [];
  globalThis.page = {
    connect: (url) => clients.push(connect(url)) - 1,
    status: (client) => JSON.parse(JSON.stringify(clients[client].connection.status)),
    ask: (client) => clients[client].outputs.fieldAddedOptional(),
    retry: (client) => clients[client].connection.reconnect(),
  };`;

let browser: Browser;
let files: ReadonlyMap<string, Uint8Array>;
let laterFile: string;

beforeAll(async () => {
  browser = await launchChromium();
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: fileURLToPath(new URL(".", import.meta.url)) },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    conditions: ["@hawser/source"],
    outdir: "/",
    write: false,
    metafile: true,
  });
  files = new Map(outputFiles.map(({ path, contents }) => [path, contents]));
  const imports = Object.values(metafile.outputs).flatMap(({ imports }) => imports);
  const [later, ...others] = imports.filter(({ kind }) => kind === "dynamic-import").map(({ path }) => path);
  expect(others).toEqual([]);
  laterFile = [...files.keys()].find((path) => later?.endsWith(path)) as string;
});

afterAll(() => browser.close());

describe("a page", () => {
  test("fetches the file when its first session is open, and then needs it no more", async () => {
    const { page, asked, missing } = await openPage();
    expect(asked).not.toContain(laterFile);
    const first = await connect(page, oldSchema, oldSamples);
    await expect.poll(() => statusOf(page, first)).toMatchObject({ state: "open", encoding: "positional" });
    await expect.poll(() => asked.filter((path) => path === laterFile)).toHaveLength(1);

    // A deployment: the server has another version, and the page's files are gone.
    missing.add(laterFile);
    const second = await connect(page, newSchema, newSamples);
    expect(await page.evaluate(`page.ask(${second})`)).toEqual({ a: "x" });
    expect(await statusOf(page, second)).toMatchObject({ state: "open", encoding: "maps" });
    expect(asked.filter((path) => path === laterFile)).toHaveLength(1);
  });

  test("whose first server has another version fetches it before", async () => {
    const { page } = await openPage();
    const client = await connect(page, newSchema, newSamples);
    expect(await page.evaluate(`page.ask(${client})`)).toEqual({ a: "x" });
    expect(await statusOf(page, client)).toMatchObject({ state: "open", encoding: "maps" });
  });

  test("for which it is gone waits for another attempt, and says why", async () => {
    const { page, missing } = await openPage();
    missing.add(laterFile);
    const client = await connect(page, newSchema, newSamples);
    await expect.poll(() => statusOf(page, client)).toMatchObject({ state: "waiting", error: { code: "unavailable" } });
    missing.clear();
    await page.evaluate(`page.retry(${client})`);
    expect(await page.evaluate(`page.ask(${client})`)).toEqual({ a: "x" });
  });
});

interface Opened {
  readonly page: Page;
  /** The files that the page asked for. */
  readonly asked: readonly string[];
  /** Those that it does not get. */
  readonly missing: Set<string>;
}

async function openPage(): Promise<Opened> {
  const asked: string[] = [];
  const missing = new Set<string>();
  const server = createServer(({ url = "/" }, response) => {
    asked.push(url);
    const contents = missing.has(url) ? undefined : files.get(url);
    if (url === "/")
      response.setHeader("content-type", "text/html").end("<!doctype html><script type=module src=stdin.js></script>");
    else if (contents) response.setHeader("content-type", "text/javascript").end(contents);
    else response.writeHead(404).end();
  });
  const port = await listen(server);
  const page = await browser.newPage();
  onTestFinished(async () => {
    await page.close();
    server.close();
    server.closeAllConnections();
  });
  await page.goto(`http://127.0.0.1:${port}/`);
  await expect.poll(() => page.evaluate("typeof globalThis.page"), { timeout: 10_000 }).toBe("object");
  return { page, asked, missing };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** @returns the page's number of its client of a new server. */
async function connect(page: Page, schema: Schema, samples: Samples): Promise<number> {
  const { server, url } = await serve(schema, samples);
  onTestFinished(() => server.close({ graceMs: 0 }));
  return page.evaluate<number>(`page.connect("${url}")`);
}

function statusOf(page: Page, client: number): Promise<unknown> {
  return page.evaluate(`page.status(${client})`);
}
