import { readFileSync } from "node:fs";
import { percentile } from "../median.js";
import { type CallFrame, CodePlaces } from "./code-place.js";
import { type Stage, stageOf } from "./stages.js";

/** Adds up what a process did between two moments by stage, in seconds, as far as its profile tells. */
export function secondsByStage(profile: CpuProfile, { fromUs, untilUs }: Span): Map<Stage, number> {
  const nodes = new Nodes(profile);
  const sums = new Map<Stage, number>();
  const secondsEach = percentile(profile.timeDeltas, undisturbed) / 1e6;
  let atUs = profile.startTime;
  for (const [i, id] of profile.samples.entries()) {
    atUs += profile.timeDeltas[i] as number;
    if (atUs < fromUs || atUs > untilUs) continue;
    const stage = nodes.stageOf(id);
    if (stage !== undefined) sums.set(stage, (sums.get(stage) ?? 0) + secondsEach);
  }
  return sums;
}

/**
 * A sample stands for as long as samples are apart that nothing delayed, and not for the time since the one before it: where other
 * processes had the core meanwhile, that is longer.
 */
const undisturbed = 0.1;

/** The part of what `node --cpu-prof` writes that is read here. Times are in microseconds, of the clock of `process.hrtime`. */
export interface CpuProfile {
  readonly startTime: number;
  readonly nodes: readonly ProfileNode[];
  /** The id of the node that ran. */
  readonly samples: readonly number[];
  /** Since the sample before. */
  readonly timeDeltas: readonly number[];
}

/** A function as it was called by the one whose child it is. */
interface ProfileNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  readonly children?: readonly number[];
}

export interface Span {
  readonly fromUs: number;
  readonly untilUs: number;
}

export function readCpuProfile(file: string): CpuProfile {
  return JSON.parse(readFileSync(file, "utf8"));
}

class Nodes {
  readonly #frames: ReadonlyMap<number, CallFrame>;
  readonly #callers = new Map<number, number>();
  readonly #places = new CodePlaces();
  readonly #stages = new Map<number, Stage | undefined>();

  constructor({ nodes }: CpuProfile) {
    this.#frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
    for (const { id, children = [] } of nodes) for (const child of children) this.#callers.set(child, id);
  }

  /**
   * Undefined for what V8 calls idle or program: it is native code, the kernel and waiting, which the profile cannot tell apart.
   * What native code does for a function counts with that function.
   */
  stageOf(id: number): Stage | undefined {
    if (!this.#stages.has(id)) this.#stages.set(id, this.#find(id));
    return this.#stages.get(id);
  }

  #find(id: number): Stage | undefined {
    const frame = this.#frames.get(id) as CallFrame;
    if (frame.functionName === "(garbage collector)") return "garbage collection";
    if (frame.functionName.startsWith("(")) return undefined;
    const place = this.#places.of(frame);
    if (place.source !== "") return stageOf(place);
    const caller = this.#callers.get(id);
    return caller === undefined ? undefined : this.stageOf(caller);
  }
}
