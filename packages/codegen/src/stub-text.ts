/** One file of a stub: all of it, or its JavaScript, or its declarations, or a part where it is split. */
export interface StubText {
  readonly file: string;
  readonly text: string;
}
