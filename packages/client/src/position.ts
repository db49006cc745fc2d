/** A place among the events of one instance of a topic. */
export interface Position {
  /** What the offset counts within: another epoch counts anew. */
  readonly epoch: string;
  /** Of the latest event up to there; 0 before the first. */
  readonly offset: number;
}
