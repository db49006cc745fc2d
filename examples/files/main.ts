import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildFilesPage } from "./build.js";
import { createFiles, pageDir } from "./server.js";

const dir = process.env.PAGE_DIR ?? pageDir;
await buildFilesPage(dir);
const directory = await mkdtemp(join(process.env.FILES_DIR ?? tmpdir(), "hawser-files-"));
const { server } = createFiles({ base: "/", pageDir: dir, directory });
const { port } = await server.listen({ port: Number(process.env.PORT ?? 3000) });
console.log(`The files are at http://localhost:${port}/`);

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void end());

/** Takes nothing new, lets what is on its way arrive, and leaves nothing behind. */
async function end(): Promise<void> {
  await server.drain({ graceMs: 10_000 });
  await server.close({ graceMs: 0 });
  await rm(directory, { recursive: true });
}
