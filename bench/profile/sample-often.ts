import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/**
 * Lets the thread that takes a process's samples run at the moment when it wants to. Otherwise it waits for the core until whoever
 * has it pauses, and then finds the process it shares that core with mostly idle.
 * @returns whether it does now: that needs root or CAP_SYS_NICE, and chrt.
 */
export function sampleOften(pid: number): boolean {
  const threads = readdirSync(`/proc/${pid}/task`);
  const sampler = threads.find((id) => readFileSync(`/proc/${pid}/task/${id}/comm`, "utf8").trim() === samplerName);
  if (sampler === undefined) return false;
  try {
    execFileSync("chrt", ["--fifo", "--pid", "1", sampler], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** V8's name for it, cut as the kernel cuts names. */
const samplerName = "v8:ProfEvntProc";
