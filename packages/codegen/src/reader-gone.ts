import { closeSync, constants, fstatSync, openSync } from "node:fs";

/** Settles when nobody reads a stream any more: at the next write, or, of a pipe on Linux, within half a second. */
export async function readerGone(stream: NodeJS.WritableStream & { readonly fd: number }): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => {
    stream.once("error", () => resolve());
    if (!isPipe(stream.fd)) return;
    timer = setInterval(() => {
      if (hasNoReader(stream.fd)) resolve();
    }, lookMs);
    timer.unref();
  });
  clearInterval(timer);
}

/** Milliseconds between looks. */
const lookMs = 500;

/** Of anything else, opening it tells nothing about its readers. */
function isPipe(fd: number): boolean {
  try {
    return process.platform === "linux" && fstatSync(fd).isFIFO();
  } catch {
    return false;
  }
}

/** fifo(7): opening a pipe for writing without waiting fails with ENXIO where nobody has it open for reading. */
function hasNoReader(fd: number): boolean {
  try {
    closeSync(openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK));
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENXIO";
  }
}
