import type { Wire } from "@hawser/core";

/** Where a call's outcome goes. */
export interface CallEnd {
  resolve(output: unknown): void;
  /** @param ours this end gave it up: the caller, the deadline or what came. */
  reject(error: unknown, ours: boolean): void;
}

/** A call's payloads, ready for a session. */
export interface EncodedCall {
  /** Its number, or for payloads in maps its path. */
  readonly procedure: number | string;
  readonly input: Wire;
  readonly metadata: Wire;
  /** Of a publish, whose params are the input. */
  readonly events?: readonly Wire[];
}

/** What stands behind the input in a frame, each null where it is absent. */
export interface FrameExtras {
  readonly timeoutMs: number | null;
  readonly key: string | null;
  readonly carrier: Wire;
}
