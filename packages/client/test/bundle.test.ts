import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { expect, test } from "vitest";

// A page pays for what its stub calls: what it does not call costs nothing.

const presence = [
  "attend",
  "attendance-link",
  "attending",
  "encoded-member",
  "member-changes",
  "member-update",
  "members",
];
const patterns = [
  "instance-list",
  "match-source",
  "matched-buffer",
  "pattern",
  "pattern-link",
  "pattern-matches",
  "pattern-subscriber",
  "subscribe-all",
];

const streams = ["input-stream", "item-stream", "make-stream", "progress", "stream-call", "stream-source"];
const topics = ["channel", "channel-link", "subscribe", "subscriber", "subscriptions", "update-buffer"];
const publishing = ["publish", "publish-call"];
const idempotence = ["call-idempotent", "random-key", "repeated-call"];
const bytes = ["blobs"];
const renewal = ["renewable-identity", "renewal"];
const interceptors = ["ending", "intercept", "intercepted-items"];
const extras = [
  ...presence,
  ...patterns,
  ...streams,
  ...topics,
  ...publishing,
  ...interceptors,
  ...idempotence,
  ...bytes,
  ...renewal,
];

test.each([
  ["nothing", "createConnection", []],
  ["calls", "createConnection, call", []],
  ["subscriptions", "createConnection, subscribe", topics],
  ["presence", "createConnection, attend", [...presence, "random-key"]],
  ["patterns", "createConnection, any, subscribe, subscribeAll", [...patterns, ...topics]],
  ["publishing", "createConnection, publish, publishBatch", publishing],
  ["streams", "createConnection, stream, streamInput", streams],
  ["calls made again", "createConnection, call, callIdempotent", idempotence],
  ["bytes", "createConnection, call, readBlobs", bytes],
  ["another auth value", "createConnection, RenewableIdentity", renewal],
  ["interceptors", "createConnection, intercept", interceptors],
])("a bundle with %s", async (_name, names, expected) => {
  const files = await filesBehind(`export { ${names} } from "./index.js";`);
  expect(files).toContain("connection");
  expect(files.filter((file) => extras.includes(file)).sort()).toEqual([...expected].sort());
});

test("of core, only streams have what moves items", async () => {
  const inCore = async (names: string): Promise<string[]> =>
    (await filesBehind(`export { ${names} } from "./index.js";`)).filter((file) => file.includes("core/src/stream/"));
  expect(await inCore("createConnection, call, subscribe, publish, attend, subscribeAll")).toEqual([]);
  expect(await inCore("createConnection, stream")).not.toEqual([]);
});

test("a page needs no library", async () => {
  const files = await filesBehind(`export { createConnection, attend, callIdempotent } from "./index.js";`);
  expect(files).toContain("random-key");
  expect(files.filter((file) => file.includes("node_modules"))).toEqual([]);
});

test("what a server compiles checks with stays there, even where its files are one", async () => {
  const entry = `export { createConnection, call } from "./index.js";`;
  for (const options of [{}, { ignoreAnnotations: true }]) {
    const files = await filesBehind(entry, options);
    expect(files.filter((file) => file.includes("core/src/codec/"))).not.toEqual([]);
    expect(files.filter((file) => file.includes("core/src/check/"))).toEqual([]);
  }
});

test("no function of core that codecs call comes without them, even where its files are one", async () => {
  const core = await build({
    entryPoints: [fileURLToPath(new URL("../../core/src/index.ts", import.meta.url))],
    bundle: true,
    format: "esm",
    platform: "neutral",
    external: ["zod"],
    conditions: ["@hawser/source"],
    write: false,
  });
  const oneFile: Plugin = {
    name: "one-file",
    setup: ({ onLoad }) =>
      onLoad({ filter: /core\/src\/index\.ts$/ }, () => ({ contents: core.outputFiles[0]?.text ?? "", loader: "js" })),
  };
  const textBehind = async (names: string): Promise<string> => {
    const { outputFiles } = await bundle(`export { ${names} } from "./index.js";`, { plugins: [oneFile] });
    return outputFiles[0]?.text ?? "";
  };
  expect(await textBehind("createConnection, call, decodeLiteral")).toContain("is no index of a literal");
  expect(await textBehind("createConnection, call, subscribe")).not.toContain("is no index of a literal");
});

/** The files of which something is in the bundle for browsers: those of this package by their names. */
async function filesBehind(contents: string, options: BuildOptions = {}): Promise<string[]> {
  const { metafile } = await bundle(contents, options);
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return used.map(([path]) => /packages\/client\/src\/(.*)\.ts$/.exec(path)?.[1] ?? path);
}

function bundle(contents: string, options: BuildOptions) {
  return build({
    ...options,
    stdin: { contents, resolveDir: fileURLToPath(new URL("../src", import.meta.url)) },
    bundle: true,
    format: "esm",
    platform: "browser",
    conditions: ["@hawser/source"],
    write: false,
    metafile: true,
    logLevel: "silent",
  });
}
