import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import type { Report } from "./report.js";

const folder = new URL("../results/", import.meta.url);

/** Keeps what the README shows of a suite, so that another suite can be measured anew without it. */
export async function keepRecord(suite: string, report: Report): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(new URL(`${suite}.json`, folder), `${JSON.stringify(report, undefined, 2)}\n`);
}

/** @returns all that are kept, of whatever suite. */
export async function readRecords(): Promise<Report[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json"));
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(new URL(name, folder), "utf8")) as Report));
}
