/** Bytes that look random and are the same in every run. */
export function randomBytes(seed: number): (byteCount: number) => Buffer {
  let state = seed;
  const next = (): number => {
    // Park and Miller's generator.
    state = (state * 48_271) % 2_147_483_647;
    return state >> 8;
  };
  return (byteCount) => Buffer.from(Array.from({ length: byteCount }, () => next() & 0xff));
}
