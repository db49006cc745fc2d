import { execFile } from "node:child_process";

/**
 * Runs git in a directory, and gives what it printed.
 *
 * @throws GitError with git's own words.
 */
export function git(
  cwd: string,
  args: readonly string[],
  { env, input }: { readonly env?: Readonly<Record<string, string>>; readonly input?: string } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      "git",
      args,
      // In the language of all other messages.
      { cwd, maxBuffer: maxOutputBytes, env: { ...process.env, LC_ALL: "C", ...env } },
      (error, stdout, stderr) => {
        if (!error) resolve(stdout);
        else if (error.code === "ENOENT") reject(new GitError("there is no git on this machine"));
        else
          reject(
            new GitError(
              stderr
                .trim()
                .split("\n")
                .at(-1)
                ?.replace(/^fatal: /, "") || error.message,
            ),
          );
      },
    );
    // git may end without having read it, and says itself why.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input ?? "");
  });
}

export class GitError extends Error {
  override readonly name = "GitError";
}

const maxOutputBytes = 268_435_456;
