import { closeCodes } from "@hawser/core";
import { Alarm } from "./alarm.js";
import type { Clock } from "./clock.js";
import type { WebSocketLike } from "./socket.js";

/** Closes a socket that nobody listens to. Settles when it is gone, after 2 seconds at most. */
export function closeSocket(socket: WebSocketLike, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const alarm = new Alarm(clock, () => {
      socket.onclose = null;
      socket.terminate?.();
      resolve();
    });
    alarm.set(closeTimeoutMs);
    socket.onclose = () => {
      socket.onclose = null;
      alarm.clear();
      resolve();
    };
    socket.close(closeCodes.normal);
  });
}

/** How long a closing handshake may take. */
const closeTimeoutMs = 2_000;
