/**
 * Calls a user's listener. What it throws is not ours to handle and must not stop the others: it surfaces as an
 * uncaught error of the program, as it does from a listener of an event target.
 */
export function notify<Args extends readonly unknown[]>(
  listener: ((...args: Args) => void) | undefined,
  ...args: Args
): void {
  try {
    listener?.(...args);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
