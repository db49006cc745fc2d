import { x } from "tinyexec";
import { expect } from "vitest";

/** Makes a repository of a directory, with all that is there in its one commit. */
export async function commitAll(root: string): Promise<void> {
  const author = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
  for (const args of [
    ["init", "-q"],
    ["add", "."],
    [...author, "commit", "-q", "-m", "one"],
  ]) {
    const { exitCode, stderr } = await x("git", args, { nodeOptions: { cwd: root } });
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  }
}
