import { readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { workspace } from "../test/workspace.js";
import { makeDirectory } from "./make-directory.js";

test("makes a directory with those that it is in, and leaves one that is there", async () => {
  const root = await workspace({});
  await makeDirectory(join(root, "a/b/c"));
  await writeFile(join(root, "a/b/c/file"), "");
  await makeDirectory(join(root, "a/b/c"));
  expect(await readdir(join(root, "a/b/c"))).toEqual(["file"]);
});

test("fails where a file or a link that leads nowhere is in the way", async () => {
  const root = await workspace({ file: "" });
  await expect(makeDirectory(join(root, "file"))).rejects.toMatchObject({ code: "EEXIST" });
  await expect(makeDirectory(join(root, "file/a"))).rejects.toMatchObject({ code: "ENOTDIR" });
  await symlink(join(root, "nowhere"), join(root, "link"));
  await expect(makeDirectory(join(root, "link/a"))).rejects.toMatchObject({ code: "ENOENT" });
});

test("fails at once where a file system has no place for it", async (context) => {
  if (process.platform !== "linux") context.skip("only Linux has /proc");
  await expect(makeDirectory("/proc/none/a")).rejects.toMatchObject({ code: "ENOENT" });
});
