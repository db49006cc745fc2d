import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { run } from "../src/program.js";
import { RecordingTerminal } from "./recording-terminal.js";
import { workspace } from "./workspace.js";

const schema = `
import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

const User = z.object({ id: z.string(), nick: z.string().optional() }).meta({ id: "User" });
const Address = z.object({ city: z.string(), street: z.string() });

export default defineSchema({
  name: "shop",
  procedures: {
    ping: procedure({}),
    orders: {
      place: procedure({ input: z.object({ shippingAddress: Address }), errors: { Empty: z.object({ user: User }) } }),
      admin: { cancel: procedure({ input: z.object({ id: z.bigint() }) }) },
    },
    users: {
      decodeUser: procedure({ input: User, output: z.union([User, z.json()]) }),
      move: procedure({ input: z.object({ homeAddress: Address }), output: User }),
    },
  },
  topics: { news: topic({ event: z.string() }), users: { joined: topic({ event: User }) } },
});
`;

async function project(text = schema): Promise<{ root: string; hawser: Hawser }> {
  const root = await workspace({ "shop.schema.ts": text });
  const hawser: Hawser = async (...flags) => {
    const terminal = new RecordingTerminal(root);
    const code = await run(["generate", "shop.schema.ts", ...flags], terminal);
    return { code, lines: terminal.lines };
  };
  return { root, hawser };
}

type Hawser = (...flags: string[]) => Promise<{ code: number; lines: readonly string[] }>;

test("an index, a file for each namespace at the top, and one for what they share", async () => {
  const { root, hawser } = await project();
  expect(await hawser("--split")).toEqual({
    code: 0,
    lines: ["shop.client.ts", "shop.client/orders.ts", "shop.client/users.ts", "shop.client/shared.ts"].map(
      (file) => `created ${file}`,
    ),
  });
  const read = (file: string): Promise<string> => readFile(join(root, file), "utf8");
  const index = await read("shop.client.ts");
  expect(index).toContain("//   npx hawser generate shop.schema.ts --split\n// Fingerprint: ");
  expect(index).toContain(
    [
      'export * from "./shop.client/orders.js";',
      'export * from "./shop.client/users.js";',
      'export type * from "./shop.client/shared.js";',
    ].join("\n"),
  );
  const orders = await read("shop.client/orders.ts");
  expect(orders).toContain('import { type Address, decodeUser, type User } from "./shared.js";');
  expect(orders).toContain("export class OrdersAdmin {");
  expect(orders).not.toContain("Fingerprint");
  expect(await read("shop.client/shared.ts")).toContain("export function decodeUser(w: Wire): Wire {");
  expect((await hawser("--split", "--check")).code).toBe(0);
});

test("all forms pass the strictest settings of TypeScript", async () => {
  const { root, hawser } = await project();
  expect((await hawser("--split")).code).toBe(0);
  expect((await hawser("--split", "-o", "web/shop.mjs")).code).toBe(0);
  const use = (from: string): string =>
    [
      `import { type Address, connect, Orders, type User } from "${from}";`,
      "const shop = connect('ws://localhost');",
      "export const orders: Orders = shop.orders;",
      "export const user = (homeAddress: Address): Promise<User> => shop.users.move({ homeAddress });",
    ].join("\n");
  await writeFile(join(root, "use-typescript.ts"), use("./shop.client.js"));
  await writeFile(join(root, "use-javascript.ts"), use("./web/shop.mjs"));
  const { config } = ts.readConfigFile(join(import.meta.dirname, "golden/tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram(
    ["use-typescript.ts", "use-javascript.ts"].map((file) => join(root, file)),
    { ...options, isolatedDeclarations: false, skipLibCheck: false },
  );
  const files = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(`${root}/`));
  expect(files.map(({ fileName }) => fileName.slice(root.length + 1)).sort()).toEqual([
    "shop.client.ts",
    "shop.client/orders.ts",
    "shop.client/shared.ts",
    "shop.client/users.ts",
    "use-javascript.ts",
    "use-typescript.ts",
    "web/shop.d.mts",
    "web/shop/orders.d.mts",
    "web/shop/shared.d.mts",
    "web/shop/users.d.mts",
  ]);
  for (const file of files) {
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    expect(found.map(({ messageText }) => `${file.fileName}: ${JSON.stringify(messageText)}`)).toEqual([]);
  }
}, 60_000);

test("a brand is the same in all files, of either language", async () => {
  const { root, hawser } = await project(schema.replace('{ id: "User" }', '{ id: "User", brand: true }'));
  expect((await hawser("--split")).code).toBe(0);
  expect((await hawser("--split", "-o", "web/shop.mjs")).code).toBe(0);
  for (const shared of ["shop.client/shared.ts", "web/shop/shared.d.mts"]) {
    const text = await readFile(join(root, shared), "utf8");
    expect(text).toContain('} & { readonly [Symbol.species]: "User" };');
  }
  expect(await readFile(join(root, "web/shop/shared.mjs"), "utf8")).not.toContain("species");
  const use = (from: string): string =>
    [
      `import { connect, type User, type UserInput } from "${from}";`,
      "const shop = connect('ws://localhost');",
      "export const given: UserInput = { id: 'u1' };",
      "export const got = (): Promise<User> => shop.users.move({ homeAddress: { city: '', street: '' } });",
      "export const joined = async (): Promise<User | undefined> => {",
      "  for await (const user of shop.users.joined.subscribe()) return user;",
      "  return undefined;",
      "};",
      "export const back = (user: User): Promise<unknown> => shop.users.decodeUser(user);",
      "// @ts-expect-error: nobody gave it",
      "export const made: User = given;",
    ].join("\n");
  const files = { "use-typescript.ts": use("./shop.client.js"), "use-javascript.ts": use("./web/shop.mjs") };
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text);
  const { config } = ts.readConfigFile(join(import.meta.dirname, "golden/tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram(
    Object.keys(files).map((file) => join(root, file)),
    { ...options, isolatedDeclarations: false, skipLibCheck: false },
  );
  const found = program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(`${root}/`))
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]);
  expect(found.map(({ file, messageText }) => `${file?.fileName}: ${JSON.stringify(messageText)}`)).toEqual([]);
}, 60_000);

test("the file of a namespace that is gone is stale, and removed", async () => {
  const { root, hawser } = await project();
  await hawser("--split");
  await writeFile(join(root, "shop.client/mine.ts"), "export const mine = 1;\n");
  await writeFile(join(root, "shop.schema.ts"), schema.replace(/ {4}orders: \{[\s\S]*?\n {4}\},\n/, ""));
  const stale = await hawser("--split", "--check");
  expect(stale.code).toBe(1);
  expect(stale.lines).toContain("stale shop.client/orders.ts: it is of an earlier stub of shop.schema.ts.");
  expect((await hawser("--split")).lines).toContain("removed shop.client/orders.ts");
  expect((await hawser("--split", "--check")).code).toBe(0);
  expect(await readFile(join(root, "shop.client/mine.ts"), "utf8")).toContain("mine");
});

test("namespaces that files cannot be called after, or that differ in capitals only", async () => {
  const procedures = ["shared", "Shared", "größe", "con", "2fa"].map(
    (name) => `${JSON.stringify(name)}: { a: procedure({}) }`,
  );
  const { hawser } = await project(
    `import { defineSchema, procedure } from "@hawser/core";
     export default defineSchema({ name: "shop", procedures: { ${procedures.join(", ")} } });`,
  );
  const { code, lines } = await hawser("--split");
  expect(code).toBe(0);
  expect(lines.map((line) => line.replace("created shop.client", ""))).toEqual([
    ".ts",
    "/2fa.ts",
    "/Shared2.ts",
    "/con2.ts",
    "/Größe.ts",
    "/shared3.ts",
    "/shared.ts",
  ]);
});

test("--watch keeps all files fresh", async () => {
  const root = await workspace({ "shop.schema.ts": schema });
  const terminal = new RecordingTerminal(root);
  const watching = run(["generate", "shop.schema.ts", "--split", "--watch"], terminal);
  await terminal.printed("watching");
  await writeFile(join(root, "shop.schema.ts"), schema.replace("move:", "settle:"));
  await terminal.printed("+ procedures.users.settle");
  terminal.interrupt();
  expect(await watching).toBe(0);
  expect(terminal.lines).toContain("unchanged shop.client/orders.ts");
  expect(terminal.lines).toContain("updated shop.client/users.ts");
});
