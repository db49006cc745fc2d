import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { exec } from "tinyexec";
import { packPackages } from "./pack-packages.js";

/** Asks publint and Are The Types Wrong about each package as it would be published; exits 1 on any complaint. */
const directory = await mkdtemp(join(tmpdir(), "hawser-packages-"));
try {
  for (const tarball of await packPackages(directory)) {
    await check("publint", ["run", tarball, "--strict"], tarball);
    await check("attw", [tarball, "--profile", "esm-only"], tarball);
  }
} finally {
  await rm(directory, { recursive: true });
}

async function check(command: string, args: string[], tarball: string): Promise<void> {
  const { exitCode, stdout, stderr } = await exec(command, args);
  if (exitCode === 0) {
    console.log(`${basename(tarball)}: ${command} has no complaint`);
  } else {
    console.error(`${basename(tarball)}: ${command} complains\n${stdout}${stderr}`);
    process.exitCode = 1;
  }
}
