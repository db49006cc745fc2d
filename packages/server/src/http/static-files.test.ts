import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CreateTransport } from "../transport/behaviour/create-transport.js";
import { RawClient } from "../transport/behaviour/raw-client.js";
import { serve } from "../transport/behaviour/serve.js";
import { whyNoUws } from "../transport/behaviour/why-no-uws.js";
import type { HttpResponse } from "../transport/transport.js";
import { uwsTransport } from "../transport/uws-transport.js";
import { wsTransport } from "../transport/ws-transport.js";
import { type StaticFilesOptions, staticFiles } from "./static-files.js";

let parent: string;
let site: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "hawser-static-"));
  site = join(parent, "site");
  await mkdir(join(site, "sub", ".hidden"), { recursive: true });
  await mkdir(join(parent, "site-private"));
  await writeFile(join(parent, "secret.txt"), "secret");
  await writeFile(join(parent, "site-private", "secret.txt"), "secret");
  await writeFile(join(site, "index.html"), "<p>home");
  await writeFile(join(site, "app.js"), "code");
  await writeFile(join(site, "a b+ü.bin"), Buffer.from([0, 255]));
  await writeFile(join(site, "%2e"), "a name with a percent sign");
  await writeFile(join(site, ".env"), "secret");
  await writeFile(join(site, "sub", "index.html"), "<p>sub");
  await writeFile(join(site, "sub", ".hidden", "a.txt"), "secret");
  await symlink(join(parent, "secret.txt"), join(site, "outwards.txt"));
  await symlink(join(parent, "site-private"), join(site, "outwards"));
  await symlink(join(site, "app.js"), join(site, "inwards.js"));
});

afterAll(async () => {
  await rm(parent, { recursive: true });
});

test.each([
  ["/docs/", 200],
  ["/docs/app.js", 200],
  ["/docs", undefined],
  ["/docsapp.js", undefined],
  ["/app.js", undefined],
  ["/docs//app.js", undefined],
  ["/docs/../app.js", undefined],
])("under a prefix, %s is %s", async (path, status) => {
  expect((await request(path, {}, { prefix: "/docs/" }))?.status).toBe(status);
});

test.each([
  ["/", "<p>home", "text/html; charset=utf-8"],
  ["/index.html", "<p>home", "text/html; charset=utf-8"],
  ["/app.js", "code", "text/javascript; charset=utf-8"],
  ["/inwards.js", "code", "text/javascript; charset=utf-8"],
  ["/sub/", "<p>sub", "text/html; charset=utf-8"],
  ["/%73ub/index.html", "<p>sub", "text/html; charset=utf-8"],
  ["/a%20b+%C3%BC.bin", "\0\xff", "application/octet-stream"],
  ["/%252e", "a name with a percent sign", "application/octet-stream"],
])("serves %s", async (path, body, type) => {
  const response = await request(path);
  expect(response?.status).toBe(200);
  expect(Buffer.from(response?.body ?? "").toString("latin1")).toBe(body);
  expect(response?.headers).toMatchObject({ "content-type": type, "cache-control": "no-cache" });
});

describe("leaves to the next handler", () => {
  test.each([
    "",
    "index.html",
    "/missing",
    "/missing/",
    "/app.js/",
    "/app.js/index.html",
    "//",
    "//app.js",
    "/sub//index.html",
    "/.",
    "/./app.js",
    "/../secret.txt",
    "/../site/app.js",
    "/sub/../app.js",
    "/sub/../../secret.txt",
    "/..",
    "/../",
    "/%2e%2e%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/.%2e/secret.txt",
    "/%2E%2E%2Fsecret.txt",
    "/%252e%252e%252fsecret.txt",
    "/../site-private/secret.txt",
    "/..\\secret.txt",
    "/..%5csecret.txt",
    "/sub\\index.html",
    "/app.js%00",
    "/app.js%00.html",
    "/%00",
    "/%",
    "/%c0%ae%c0%ae/secret.txt",
    "/.env",
    "/%2eenv",
    "/sub/.hidden/a.txt",
    "/outwards.txt",
    "/outwards/secret.txt",
    "/outwards",
    "/etc/passwd",
    "//etc/passwd",
    "/file:///etc/passwd",
    "http://127.0.0.1/app.js",
    "*",
    `/${"a".repeat(5000)}`,
  ])("%s", async (path) => {
    expect(await request(path)).toBeUndefined();
  });

  test.each(["POST", "PUT", "DELETE", "OPTIONS", "get"])("the method %s", async (method) => {
    expect(await request("/", { method })).toBeUndefined();
  });

  test("everything while the directory does not exist", async () => {
    const handler = staticFiles(join(parent, "later"));
    expect(await handler({ method: "GET", path: "/", query: "", headers: {} })).toBeUndefined();
  });
});

test("redirects a directory to its slash, with the query", async () => {
  expect(await request("/sub")).toMatchObject({ status: 308, headers: { location: "/sub/" } });
  expect(await request("/sub", { query: "a=b" })).toMatchObject({ status: 308, headers: { location: "/sub/?a=b" } });
});

describe("the entity tag", () => {
  test("spares the body of what the peer knows", async () => {
    const etag = (await request("/app.js"))?.headers.etag ?? "";
    expect(etag).toMatch(/^W\/"[\w-]+"$/);
    for (const known of [etag, `"other", ${etag}`, "*"]) {
      const response = await request("/app.js", { headers: { "if-none-match": known } });
      expect(response).toMatchObject({ status: 304, body: "", headers: { etag, "cache-control": "no-cache" } });
    }
    expect(await request("/app.js", { headers: { "if-none-match": '"other"' } })).toMatchObject({ status: 200 });
  });

  test("changes with the file", async () => {
    const file = join(site, "changing.txt");
    await writeFile(file, "one");
    const before = await request("/changing.txt");
    await writeFile(file, "two");
    await utimes(file, new Date(), new Date(Date.now() + 5_000));
    const after = await request("/changing.txt", { headers: { "if-none-match": before?.headers.etag ?? "" } });
    expect(after).toMatchObject({ status: 200, body: Buffer.from("two") });
  });
});

test("adds the caller's headers to every answer", async () => {
  const headers = { "content-security-policy": "default-src 'self'" };
  const options = { headers, cacheControl: "max-age=60" };
  const expected = { headers: { ...headers, "cache-control": "max-age=60" } };
  expect(await request("/", {}, options)).toMatchObject(expected);
  expect(await request("/sub", {}, options)).toMatchObject(expected);
  expect(await request("/", { headers: { "if-none-match": "*" } }, options)).toMatchObject(expected);
});

describe.each<[string, CreateTransport, () => Promise<string | undefined>]>([
  ["uwsTransport", uwsTransport, whyNoUws],
  ["wsTransport", wsTransport, async () => undefined],
])("on %s", (_name, create, whyNot) => {
  test("serves GET and HEAD, and lets no request out of the directory", async (context) => {
    const skip = await whyNot();
    if (skip) context.skip(skip);
    const { port } = await serve(create, { http: [staticFiles(site)] });
    const client = new RawClient(port);
    const exchange = (method: string, path: string) => {
      client.write(`${method} ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
      return client.readTo("\r\n\r\n");
    };
    expect(await exchange("HEAD", "/app.js")).toMatch(/^HTTP\/1\.1 200 [\s\S]*content-length: 4\r\n/i);
    for (const path of ["/../secret.txt", "/%2e%2e%2fsecret.txt", "/..\\secret.txt", "/app.js%00", "//etc/passwd"]) {
      const head = await exchange("GET", path);
      expect(head).toMatch(/^HTTP\/1\.1 404 /);
      await client.read(Number(/content-length: (\d+)/i.exec(head)?.[1]));
    }
    expect(await exchange("GET", "/app.js?v=1")).toMatch(/^HTTP\/1\.1 200 [\s\S]*content-length: 4\r\n/i);
    expect(await client.read(4)).toBe("code");
  });
});

async function request(
  path: string,
  changes: { method?: string; query?: string; headers?: Record<string, string> } = {},
  options?: StaticFilesOptions,
): Promise<HttpResponse | undefined> {
  return await staticFiles(site, options)({ method: "GET", path, query: "", headers: {}, ...changes });
}
