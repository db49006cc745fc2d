/** Waits until `isTrue`, which something outside of this process's control makes true. @throws an Error after 5 seconds. */
export async function eventually(what: string, isTrue: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + 5_000;
  while (!isTrue()) {
    if (Date.now() > deadlineMs) throw new Error(`it did not come true in 5 s that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
