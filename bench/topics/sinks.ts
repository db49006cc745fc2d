import { encodeBatches } from "@hawser/core";
import { WebSocket } from "ws";

// Subscribers that read and forget, so that what is measured is the server.

const [, , port, way, count] = process.argv;
const [hello] = encodeBatches(
  [
    [0, ""],
    [6, 0, "resume"],
  ],
  65_536,
);
for (let i = 0; i < Number(count); i++) await open();
// It ends with whoever started it.
process.on("disconnect", () => process.exit());
process.send?.("ready");

function open(): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, way === "Hawser" ? ["hawser.1"] : [], {
    perMessageDeflate: false,
  });
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.once("open", () => {
      if (way !== "Hawser") resolve();
      else socket.send(hello as Uint8Array);
    });
    // Hawser's first message holds its welcome and that the subscription holds.
    socket.once("message", () => resolve());
  });
}
