import * as byHand from "./by-hand.js";
import type { Contender } from "./contender.js";
import * as hawser from "./hawser.js";

export const contenders = { Hawser: hawser, "by hand": byHand } satisfies Record<string, Contender>;
export type ContenderName = keyof typeof contenders;
