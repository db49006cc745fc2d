/** Whether a value has to be awaited. A getter named `then` that throws makes this throw. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}
