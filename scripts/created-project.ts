import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";

/** Lets a project have our packages from tarballs: they are not published with every change that is tested. */
export async function dependOn(tarballs: readonly string[], project: string): Promise<void> {
  const file = join(project, "package.json");
  const text = await readFile(file, "utf8");
  const local = text.replace(/"@hawser\/(\w+)": ".*?"/g, (_, name: string) => {
    const tarball = tarballs.find((path) => basename(path).startsWith(`hawser-${name}-`));
    return `"@hawser/${name}": "file:${tarball}"`;
  });
  await writeFile(file, local);
}

/** Runs `npm start` until the test is over. @returns the URL that it prints. */
export async function npmStart(project: string): Promise<string> {
  const child = spawn("npm", ["start"], {
    cwd: project,
    env: { ...process.env, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  onTestFinished(() => end(child));
  for await (const line of createInterface(child.stdout)) {
    const [url] = /http:\S+/.exec(line) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error("npm start ended without printing a URL");
}

/** npm and what it runs. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const exited = once(child, "exit");
  process.kill(-child.pid, "SIGTERM");
  await exited;
}
