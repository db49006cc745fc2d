/** What is to be shown of a frame. */
export interface FrameView extends FrameDetails {
  /** Name of its kind. */
  readonly name: string;
}

export interface FrameDetails {
  /** Of the call or the subscription. */
  readonly id?: number;
  /** The procedure or topic. */
  readonly path?: string;
  /** What else it says, in words. */
  readonly words?: string;
  /** Its payloads. */
  readonly payloads?: readonly unknown[];
  /** Since what it answers. */
  readonly tookMs?: number;
  /** It tells of a failure. */
  readonly isFailure?: true;
}

/** How long an answer took, where what it answers was seen. */
export function took(asked: { readonly atMs: number } | undefined, atMs: number): { tookMs?: number } {
  return asked ? { tookMs: atMs - asked.atMs } : {};
}

/** What a frame is about, where what began that was seen. */
export function pathOf(asked: { readonly path: string } | undefined): { path?: string } {
  return asked ? { path: asked.path } : {};
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
