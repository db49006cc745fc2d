/**
 * Calls `wake` when the network came back or the page became visible: background pages' timers run late, and a back-off
 * may have minutes to go. Does nothing outside a page.
 *
 * @returns a function that removes the listeners.
 */
export function onWake(wake: () => void): () => void {
  const page = globalThis as Partial<Pick<typeof globalThis, "addEventListener" | "removeEventListener" | "document">>;
  const visible = () => {
    if (page.document?.visibilityState === "visible") wake();
  };
  page.addEventListener?.("online", wake);
  page.document?.addEventListener("visibilitychange", visible);
  return () => {
    page.removeEventListener?.("online", wake);
    page.document?.removeEventListener("visibilitychange", visible);
  };
}
