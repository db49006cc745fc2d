import { once } from "node:events";
import { type FSWatcher, watch as watchFiles } from "chokidar";
import type { Target } from "../plan-targets.js";
import { shownPath } from "../schema/schema-file-error.js";
import type { Terminal } from "../terminal.js";
import { type GenerateOptions, generateOne } from "./generate.js";

/** Milliseconds for an editor to finish what it is writing, often several files or one file in several steps. */
const settleMs = 50;

/**
 * Generates every stub, and again whenever its schema file or a file that this imports changes, until the terminal is
 * interrupted. An error in a schema file is told and waits for the next change.
 */
export async function watch(targets: readonly Target[], options: GenerateOptions, terminal: Terminal): Promise<0> {
  const filesOf = new Map<Target, ReadonlySet<string>>();
  const dirty = new Set<Target>(targets);
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let watcher: FSWatcher | undefined;

  /** One run at a time; what changes meanwhile makes the next. */
  const regenerate = async (): Promise<void> => {
    for (const target of dirty) {
      dirty.delete(target);
      const { files } = await generateOne(target, options, terminal);
      filesOf.set(target, new Set(files));
      watcher?.add([...files]);
    }
  };
  const start = (): void => {
    running ??= regenerate().finally(() => {
      running = undefined;
      if (dirty.size > 0) start();
    });
  };

  start();
  await running;
  watcher = watchFiles(
    [...filesOf.values()].flatMap((files) => [...files]),
    { ignoreInitial: true },
  );
  await once(watcher, "ready");
  watcher.on("all", (_event, path) => {
    const concerned = targets.filter((target) => filesOf.get(target)?.has(path));
    if (concerned.length === 0) return;
    terminal.out(terminal.colors.dim(`changed ${shownPath(path, terminal.cwd)}`));
    for (const target of concerned) dirty.add(target);
    clearTimeout(timer);
    timer = setTimeout(start, settleMs);
  });
  terminal.out(
    terminal.colors.dim(`watching ${targets.map(({ schemaFile }) => shownPath(schemaFile, terminal.cwd)).join(", ")}`),
  );

  await terminal.interrupted();
  clearTimeout(timer);
  await watcher.close();
  await running;
  return 0;
}
