/** One file of a stub: all of it, or its JavaScript, or its declarations, or a part where it is split. */
export interface StubText {
  readonly file: string;
  readonly text: string;
  /** The folder of which it is a part, where nobody asks for its files one by one. */
  readonly folder?: string;
}
