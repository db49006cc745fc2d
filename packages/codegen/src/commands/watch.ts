import { once } from "node:events";
import { existsSync } from "node:fs";
import { dirname, sep } from "node:path";
import type { SchemaShape } from "@hawser/core";
import { type FSWatcher, watch as watchFiles } from "chokidar";
import type { Target } from "../plan-targets.js";
import { shownPath } from "../shown-path.js";
import type { Terminal } from "../terminal.js";
import { type GenerateOptions, generateOne } from "./generate.js";
import { summarizeChanges } from "./summarize-changes.js";

/**
 * Generates every stub, and again whenever its schema file or a file that this imports changes, until the terminal is
 * interrupted or nobody reads any more what is told. An error in a schema file is told and waits for the next change.
 */
export async function watch(targets: readonly Target[], options: GenerateOptions, terminal: Terminal): Promise<0> {
  const watching = new Watching(targets, options, terminal);
  await watching.start();
  const { colors, cwd } = terminal;
  terminal.out(colors.dim(`watching ${targets.map(({ schemaFile }) => shownPath(schemaFile, cwd)).join(", ")}`));
  await Promise.race([terminal.interrupted(), terminal.unread()]);
  await watching.stop();
  return 0;
}

/** Milliseconds for an editor to finish what it is writing, often several files or one file in several steps. */
const settleMs = 50;

/**
 * Milliseconds between looks for a file that is not there. chokidar reads a directory at most once a second, and what
 * comes back within that second it may never tell.
 */
const missingMs = 250;

class Watching {
  private readonly dirty: Set<Target>;
  private readonly filesOf = new Map<Target, readonly string[]>();
  private readonly shapeOf = new Map<Target, SchemaShape>();
  /** The files that matter and the directories that they are or would be in; the watcher looks at nothing else. */
  private readonly relevant = new Set<string>();
  private watcher: FSWatcher | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** Runs while a file that matters is not there. */
  private missingTimer: NodeJS.Timeout | undefined;
  /** The run in progress; there is one at a time, and what changes meanwhile makes the next. */
  private running: Promise<void> | undefined;

  constructor(
    private readonly targets: readonly Target[],
    private readonly options: GenerateOptions,
    private readonly terminal: Terminal,
  ) {
    this.dirty = new Set(targets);
  }

  async start(): Promise<void> {
    await this.run();
    this.watcher = watchFiles(present(this.relevant), {
      ignoreInitial: true,
      // Directories are watched for files that are not there yet, not for what else is in them.
      depth: 0,
      ignored: (path) => !this.relevant.has(path),
    });
    await once(this.watcher, "ready");
    this.watcher.on("all", (_event, path) => this.changed(path));
  }

  async stop(): Promise<void> {
    clearTimeout(this.timer);
    await this.watcher?.close();
    await this.running;
    clearTimeout(this.missingTimer);
  }

  private changed(path: string): void {
    const concerned = this.targets.filter((target) => isAmongOrAbove(path, this.filesOf.get(target) ?? []));
    if (concerned.length === 0) return;
    this.terminal.out(this.terminal.colors.dim(`changed ${shownPath(path, this.terminal.cwd)}`));
    for (const target of concerned) this.dirty.add(target);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(), settleMs);
  }

  private run(): Promise<void> {
    this.running ??= this.regenerate().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async regenerate(): Promise<void> {
    for (const target of this.dirty) {
      this.dirty.delete(target);
      const { files, shape } = await generateOne(target, this.options, this.terminal);
      this.filesOf.set(target, files);
      if (shape) this.tellChanges(target, shape);
      const paths = new Set([...files, ...files.flatMap(directoriesTo)]);
      for (const path of paths) this.relevant.add(path);
      // Those known from before too: what was gone meanwhile is no longer watched.
      this.watcher?.add(present(paths));
    }
    this.awaitMissing();
  }

  /** Tells what has changed since the schema file could last be read. */
  private tellChanges(target: Target, shape: SchemaShape): void {
    const before = this.shapeOf.get(target);
    this.shapeOf.set(target, shape);
    if (!before) return;
    for (const line of summarizeChanges(before, shape, this.terminal.colors)) this.terminal.out(line);
  }

  /** Looks for the files that are not there until one of them is. */
  private awaitMissing(): void {
    clearTimeout(this.missingTimer);
    const missing = [...this.filesOf.values()].flat().filter((path) => !existsSync(path));
    if (missing.length === 0) return;
    this.missingTimer = setTimeout(() => {
      const back = missing.find((path) => existsSync(path));
      if (back === undefined) this.awaitMissing();
      else this.changed(back);
    }, missingMs);
  }
}

/** The directory that a file is in and, while that is not there, the one above it. */
function directoriesTo(file: string): string[] {
  const directory = dirname(file);
  return existsSync(directory) || directory === file ? [directory] : [directory, ...directoriesTo(directory)];
}

/** Whether a path is one of the files, or a directory above one, which comes and goes with what is in it. */
function isAmongOrAbove(path: string, files: readonly string[]): boolean {
  return files.some((file) => file === path || file.startsWith(path + sep));
}

/** chokidar never tells that a path came to be that it was given before it was there; its directory does. */
function present(paths: Iterable<string>): string[] {
  return [...paths].filter((path) => existsSync(path));
}
