import { cp } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { exec } from "tinyexec";

const packages = fileURLToPath(new URL("../packages", import.meta.url));

/** What is published, in the order of its dependencies. */
const published = ["core", "client", "server", "codegen", "create"];

/**
 * Builds and packs every published package as npm would publish it.
 * @param directory An empty directory. The builds go there too, so that a `dist` in use stays as it is.
 * @returns Paths of the tarballs, in the order of their dependencies.
 */
export async function packPackages(directory: string): Promise<string[]> {
  const tarballs: string[] = [];
  for (const name of published) tarballs.push(await packPackage(name, directory));
  return tarballs;
}

async function packPackage(name: string, directory: string): Promise<string> {
  const source = join(packages, name);
  const staged = join(directory, name);
  await cp(source, staged, {
    recursive: true,
    filter: (path) => !["dist", "node_modules", "src"].includes(relative(source, path)),
  });
  await run("npx", ["tsup", "--silent", "--out-dir", join(staged, "dist")], source);
  const packed = await run("npm", ["pack", "--json", staged], directory);
  const [tarball] = JSON.parse(packed) as [{ filename: string }];
  return join(directory, tarball.filename);
}

async function run(command: string, args: string[], cwd: string): Promise<string> {
  const { stdout } = await exec(command, args, { throwOnError: true, nodeOptions: { cwd } });
  return stdout;
}
