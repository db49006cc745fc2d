import { readdirSync, readFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";

/** What it was measured on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly kernel: string;
}

export function thisMachine(): Machine {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryBytes: totalmem(),
    kernel: `${type()} ${release()}`,
  };
}

/** Of Node, of Hawser and of every package that the suite measures it beside: as installed. */
export function versions(): Record<string, string> {
  const { devDependencies = {} } = readJson(new URL("../package.json", import.meta.url));
  const hawser = readJson(new URL("../../packages/server/package.json", import.meta.url));
  const peers = Object.keys(devDependencies).map((name) => [name, versionOf(name)]);
  return { node: process.version.slice(1), hawser: hawser.version, ...Object.fromEntries(peers) };
}

/** An alias tells the name of what is behind it. */
function versionOf(alias: string): string {
  const folders = [new URL("../node_modules/", import.meta.url), new URL("../../node_modules/", import.meta.url)];
  const scope = alias.split("/")[0] as string;
  const folder = folders.find(
    (folder) => entriesOf(folder).includes(scope) && entriesOf(new URL(`${alias}/`, folder)).length,
  );
  const { name, version } = readJson(new URL(`${alias}/package.json`, folder));
  return name === alias ? version : `${name} ${version}`;
}

function entriesOf(folder: URL): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

interface Package {
  readonly name: string;
  readonly version: string;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function readJson(file: URL): Package {
  return JSON.parse(readFileSync(file, "utf8"));
}
