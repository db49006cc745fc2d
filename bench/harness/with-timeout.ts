/** Something of a peer that never ends must not hold up the others. @throws Error that says what has not ended in time. */
export async function withTimeout<T>(work: Promise<T>, { ms, what }: { ms: number; what: string }): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} has not ended within ${ms / 1_000} s`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
