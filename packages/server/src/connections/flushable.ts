export interface Flushable {
  /** Does not throw: others have their turn after it. */
  flush(): void;
}
