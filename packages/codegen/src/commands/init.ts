import { basename, relative } from "node:path";
import { DirectoryInUseError, initProject } from "../init/init-project.js";
import { packageManager } from "../init/package-manager.js";
import { projectName } from "../init/project-name.js";
import { shownPath } from "../shown-path.js";
import type { Terminal } from "../terminal.js";

export interface InitOptions {
  /** As the package manager that runs this presents itself (`npm_config_user_agent`). */
  readonly userAgent: string | undefined;
}

/** Writes a working project, and says how to run it. The exit code: 0, or 1 where nothing was written. */
export async function init(directory: string, { userAgent }: InitOptions, terminal: Terminal): Promise<0 | 1> {
  const { colors, cwd } = terminal;
  try {
    const name = projectName(basename(directory)) ?? "board";
    const files = await initProject({ directory, name });
    terminal.out(`${colors.green("made")} ${name}, a live board, in ${shownPath(directory, cwd)}`);
    for (const file of files) terminal.out(colors.dim(`  ${file}`));
  } catch (error) {
    terminal.err(`${colors.red("error")} ${shownPath(directory, cwd)}: ${reasonOf(error)}`);
    return 1;
  }
  const manager = packageManager(userAgent);
  const steps = [
    ...(directory === cwd ? [] : [`cd ${quoted(relative(cwd, directory))}`]),
    `${manager} install`,
    `${manager} start`,
  ];
  terminal.out(`\nNext:\n${steps.map((step) => `  ${step}`).join("\n")}`);
  return 0;
}

function reasonOf(error: unknown): string {
  if (error instanceof DirectoryInUseError) return `${error.message}. Name a directory that is empty or not there yet.`;
  const { code, message } = error as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    EACCES: "no permission to write there",
    EPERM: "no permission to write there",
    ENOENT: "no directory can be made there",
    EEXIST: "this is a file, not a directory",
    ENOTDIR: "this is a file, not a directory",
    EROFS: "the file system can only be read",
    ENOSPC: "the disk is full",
  };
  return reasons[code ?? ""] ?? message;
}

function quoted(path: string): string {
  return /^[\w./\\@~+-]+$/.test(path) ? path : `"${path}"`;
}
