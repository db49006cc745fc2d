import { fork, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { build, type OwnPackages } from "./build.js";
import { Conversation } from "./conversation.js";
import { withTimeout } from "./with-timeout.js";

/** A program of the suite that runs in a process of its own. */
export interface Started {
  readonly pid: number;
  /** Where it listens; 0 where it does not. */
  readonly port: number;
  /** @returns what it answers. @throws Error with what it threw, or where it ended instead, or has not answered within three minutes. */
  request<T>(message: unknown): Promise<T>;
  /** Ends it, and waits until it has. */
  stop(): Promise<void>;
  /** What all its threads have spent so far, in their own code and in the kernel. */
  cpuSeconds(): number;
  /** What it holds in physical memory. */
  rssBytes(): number;
}

export interface ProcessOptions {
  /** Where there are two cores, servers get one and load generators the other. */
  readonly core: "server" | "load";
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Built where absent. */
  readonly ownPackages?: OwnPackages;
  /** What Node itself is started with. */
  readonly nodeArgs?: readonly string[];
}

/**
 * Starts a program of `bench/` that calls `answer` of `serve-process.ts`, and waits until it does. It runs as plain
 * JavaScript.
 * @throws Error with the end of what it wrote to its standard error, if it ends before.
 */
export async function startProcess(file: URL, options: ProcessOptions): Promise<Started> {
  const [execPath, ...execArgv] = [
    ...pin(options.core),
    process.execPath,
    "--enable-source-maps",
    ...(options.nodeArgs ?? []),
  ];
  const child = fork(await build(file, options.ownPackages ?? "built"), options.args ?? [], {
    execPath: execPath as string,
    execArgv,
    env: { ...process.env, ...sameForAll, ...options.env },
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const name = file.pathname.split("/bench/").at(-1) ?? "";
  const conversation = new Conversation(child, name);
  const { port } = await withTimeout(conversation.ready(), { ms: startTimeoutMs, what: `the start of ${name}` }).catch(
    (error) => {
      child.kill("SIGKILL");
      throw error;
    },
  );
  const pid = child.pid as number;
  return {
    pid,
    port,
    request: (message) => {
      return withTimeout(conversation.ask(message), { ms: requestTimeoutMs, what: `a request of ${name}` });
    },
    stop: async () => {
      if (child.connected) child.disconnect();
      const kill = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await conversation.ended;
      clearTimeout(kill);
    },
    cpuSeconds: () => cpuSecondsOf(pid),
    rssBytes: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1_024,
  };
}

const startTimeoutMs = 60_000;

/** Longer than anything takes on a slow machine: what hangs fails, and the rest goes on. */
const requestTimeoutMs = 180_000;

/** ws loads these native helpers where another package has installed them; without, all who use it use the same. */
const sameForAll = { WS_NO_BUFFER_UTIL: "1", WS_NO_UTF_8_VALIDATE: "1" };

/** The command that starts a process on its core; none where there is only one, or no taskset. */
function pin(core: ProcessOptions["core"]): readonly string[] {
  const [server, load] = allowedCores();
  if (load === undefined || spawnSync("taskset", ["--version"]).status !== 0) return [];
  return ["taskset", "-c", String(core === "server" ? server : load)];
}

/** proc(5): "0-3,8". */
function allowedCores(): number[] {
  const [, list = ""] = /Cpus_allowed_list:\s+(\S+)/.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return list.split(",").flatMap((range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

/** proc(5): the first figure of a thread's schedstat is its time on a CPU in nanoseconds; stat counts ticks of 10 ms only. */
function cpuSecondsOf(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const spent = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]),
  );
  return spent.reduce((sum, ns) => sum + ns, 0) / 1e9;
}
