import { answer } from "../../harness/serve-process.js";
import type { Contender } from "../../streams/contenders/contender.js";
import { measurePhase, type Phase } from "../../streams/phase.js";

/** Connects to the port that this process was given, and measures the phases that it is asked for. */
export async function answerPhases(connect: Contender["connect"]): Promise<void> {
  const client = await connect(`ws://127.0.0.1:${process.argv[2]}/`);
  answer((phase: Phase) => measurePhase(client, phase));
}
