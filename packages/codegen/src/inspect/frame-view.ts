/** What is to be shown of a frame. */
export interface FrameView {
  /** Name of its kind. */
  readonly name: string;
  /** Of the call or the subscription. */
  readonly id?: number;
  /** The procedure or topic. */
  readonly path?: string;
  /** What else it says, in words. */
  readonly words?: string;
  /** Its payloads, each as JSON; `undefined` where there is none. */
  readonly payloads?: readonly unknown[];
  /** Since what it answers. */
  readonly tookMs?: number;
  /** It tells of a failure. */
  readonly isFailure?: true;
}
