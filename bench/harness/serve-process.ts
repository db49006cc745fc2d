/**
 * The other side of `startProcess`: says that this process is ready, and answers what it is asked, one thing after the
 * other. It ends with whoever started it.
 */
export function answer(handle: (message: never) => unknown, options: { readonly port?: number } = {}): void {
  let last: Promise<unknown> = Promise.resolve();
  process.on("message", ({ id, message }: Asked) => {
    last = last.then(async () => {
      try {
        say({ id, result: await handle(message as never) });
      } catch (error) {
        say({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      }
    });
  });
  process.on("disconnect", () => process.exit());
  say({ id: 0, result: { port: options.port ?? 0 } });
}

/** What a process is asked. */
export interface Asked {
  readonly id: number;
  readonly message: unknown;
}

/** What it says. */
export type Said = { readonly id: number } & ({ readonly result: unknown } | { readonly error: string });

function say(said: Said): void {
  process.send?.(said);
}
