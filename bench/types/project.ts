import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { x } from "tinyexec";
import { callsOver, makeApi, type Procedure } from "./sources/api.js";
import { hawser } from "./sources/hawser.js";
import { orpc } from "./sources/orpc.js";
import { inputFor, type Style } from "./sources/sources.js";
import { trpc } from "./sources/trpc.js";

/** Whose client, and what else is in its program. */
export const rows = ["hawser", "hawser-js", "hawser-schema", "trpc", "orpc"] as const;
export type Row = (typeof rows)[number];

const styles: Readonly<Record<Row, Style>> = { hawser, "hawser-js": hawser, "hawser-schema": hawser, trpc, orpc };

/** How many procedures a client uses, however many there are. */
const used = 10;

/** A directory for {@link writeProject}, with the packages of this repository. */
export async function makeDirectory(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "hawser-types-"));
  await symlink(fileURLToPath(new URL("../../node_modules", import.meta.url)), join(path, "node_modules"));
  return { path, remove: () => rm(path, { recursive: true }) };
}

/**
 * Writes the sources of a client that uses 10 of so many procedures, and what it is typed by, with a `tsconfig.json`.
 * @returns its directory.
 */
export async function writeProject(parent: string, row: Row, procedures: number): Promise<string> {
  const directory = join(parent, `${row}-${procedures}`);
  const style = styles[row];
  const api = makeApi(procedures);
  await mkdir(directory);
  const sources = { ...style.server(api), "client.ts": printClient(style, callsOver(api, used)) };
  const files = row === "hawser-schema" ? ["client.ts", "schema.ts"] : ["client.ts"];
  await Promise.all([
    ...Object.entries(sources).map(([name, text]) => writeFile(join(directory, name), text)),
    writeFile(join(directory, "package.json"), JSON.stringify({ private: true, type: "module" })),
    writeFile(join(directory, "tsconfig.json"), JSON.stringify({ compilerOptions, files })),
  ]);
  if (style === hawser) await generate(directory, row === "hawser-js" ? "schema.client.js" : "schema.client.ts");
  return directory;
}

/** The settings of a project for browsers that is strict. */
const compilerOptions = {
  target: "ES2022",
  module: "ESNext",
  moduleResolution: "Bundler",
  lib: ["ES2023", "DOM", "DOM.Iterable"],
  types: [],
  strict: true,
  skipLibCheck: true,
  verbatimModuleSyntax: true,
  noEmit: true,
};

/** Uses what each call gives, so that its type is needed. */
function printClient(style: Style, calls: readonly { resource: string; procedure: Procedure }[]): string {
  const lines = calls.map(({ resource, procedure }, i) => {
    const call = style.call(resource, procedure, inputFor(procedure, resource));
    return `const answer${i} = await ${call};\nconsole.log(answer${i}.${memberOf(procedure)});`;
  });
  return `${style.head}\n\n${lines.join("\n")}\n`;
}

/** A key of what a procedure answers. */
function memberOf({ name }: Procedure): string {
  if (name.startsWith("list")) return "items.length";
  return name.startsWith("remove") ? "removed" : "title";
}

async function generate(directory: string, stub: string): Promise<void> {
  const command = fileURLToPath(new URL("../../packages/codegen/dist/cli.js", import.meta.url));
  const args = [command, "generate", join(directory, "schema.ts"), "-o", join(directory, stub)];
  const { exitCode, stdout, stderr } = await x(process.execPath, args);
  if (exitCode !== 0) throw new Error(`hawser generate failed: ${stdout}${stderr}`);
}
