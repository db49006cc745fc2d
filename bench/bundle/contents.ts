import { isBuiltin } from "node:module";
import type { Metafile } from "esbuild";

/** What of a bundle comes from where: minified bytes by file, most first. */
export function bytesByFile(metafile: Metafile): [file: string, bytes: number][] {
  const counted = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  return counted
    .map(([file, { bytesInOutput }]): [string, number] => [file, bytesInOutput])
    .filter(([, bytes]) => bytes > 0)
    .sort(([, a], [, b]) => b - a);
}

/** What a client of Hawser must not bring into a browser: packages that are for Node, and what only Node has. */
export function strangersIn(metafile: Metafile): string[] {
  const files = bytesByFile(metafile).map(([file]) => file);
  const packages = unwanted.filter((name) => files.some((file) => file.includes(`node_modules/${name}/`)));
  const imports = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  return [...packages, ...new Set(imports.filter(isBuiltin))];
}

const unwanted = ["zod", "nanoid", "msgpackr"];
