import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nowMs } from "../fanout/now.js";
import type { Started } from "../harness/process.js";
import { readCpuProfile } from "./cpu-profile.js";
import { sampleOften } from "./sample-often.js";
import { type Stretch, sharesOf } from "./shares.js";
import type { Stage } from "./stages.js";
import { mainThreadTimes } from "./thread-times.js";

/** The shares of each stage, by the name of what was done. */
export type SharesByWork = ReadonlyMap<string, ReadonlyMap<Stage, number>>;

/** A process that runs under `--cpu-prof`. */
export class ProfiledProcess {
  readonly #stretches = new Map<string, Stretch>();

  private constructor(
    readonly started: Started,
    private readonly file: string,
    private readonly folder: string,
    readonly isSampledOften: boolean,
  ) {}

  /** @param start starts it with what Node is to be given. */
  static async start(start: (nodeArgs: readonly string[]) => Promise<Started>): Promise<ProfiledProcess> {
    const folder = mkdtempSync(join(tmpdir(), "hawser-profile-"));
    const name = "profile.cpuprofile";
    const started = await start([
      "--cpu-prof",
      `--cpu-prof-dir=${folder}`,
      `--cpu-prof-name=${name}`,
      `--cpu-prof-interval=${intervalUs}`,
    ]);
    return new ProfiledProcess(started, join(folder, name), folder, sampleOften(started.pid));
  }

  /** Notes what the process spends until the function that it returns is called. */
  watch(work: string): () => void {
    const { pid } = this.started;
    const [before, fromUs] = [mainThreadTimes(pid), nowMs() * 1_000];
    return () => {
      this.#stretches.set(work, { before, after: mainThreadTimes(pid), fromUs, untilUs: nowMs() * 1_000 });
    };
  }

  /** Ends the process: it writes its profile then. */
  async stop(): Promise<SharesByWork> {
    await this.started.stop();
    try {
      const profile = readCpuProfile(this.file);
      return new Map([...this.#stretches].map(([work, stretch]) => [work, sharesOf(profile, stretch)]));
    } finally {
      rmSync(this.folder, { recursive: true });
    }
  }
}

const intervalUs = 500;
