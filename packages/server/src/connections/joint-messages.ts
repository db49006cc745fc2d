import { encodeBatches, Raw, type Wire } from "@hawser/core";

/**
 * Most bytes that one outgoing message holds when it has more than one frame. Beyond it a peer would wait for the whole
 * message while it could already work on the first frames.
 */
const batchTargetBytes = 65_536;

/**
 * Frames as messages. Peers that subscribe to the same get the same frames in a turn: those are joined once for all of
 * them.
 */
export class JointMessages {
  /** What was joined in this turn, by its first frame. */
  readonly #joined = new Map<Wire, Joined>();

  of(frames: readonly Wire[]): readonly Uint8Array[] {
    const [first] = frames;
    if (!(first instanceof Raw)) return encodeBatches(frames, batchTargetBytes);
    if (frames.length === 1) return [first.bytes];
    const known = this.#joined.get(first);
    if (known && areSame(known.frames, frames)) return known.messages;
    const messages = encodeBatches(frames, batchTargetBytes);
    // What is no Raw may be changed by whoever made it.
    if (frames.every((frame) => frame instanceof Raw)) this.#joined.set(first, { frames, messages });
    return messages;
  }

  /** The turn is over. */
  clear(): void {
    this.#joined.clear();
  }
}

interface Joined {
  readonly frames: readonly Wire[];
  readonly messages: readonly Uint8Array[];
}

function areSame(a: readonly Wire[], b: readonly Wire[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
