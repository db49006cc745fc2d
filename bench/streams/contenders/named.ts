import { connect as connectByHand } from "./by-hand-client.js";
import { serve as serveByHand } from "./by-hand-server.js";
import type { Contender } from "./contender.js";
import { connect as connectHawser } from "./hawser-client.js";
import { serve as serveHawser } from "./hawser-server.js";

export const contenders = {
  Hawser: { serve: serveHawser, connect: connectHawser },
  "by hand": { serve: serveByHand, connect: connectByHand },
} satisfies Record<string, Contender>;
export type ContenderName = keyof typeof contenders;
