import type { Connection } from "@hawser/client";
import type { Terminal } from "../terminal.js";
import { safeText } from "./safe-text.js";

/** Tells what happens to a connection beside what comes through it; the first one was there already. */
export function tellStatus(connection: Connection, terminal: Terminal): void {
  const { colors } = terminal;
  let isTold = false;
  const tell = (line: string): void => {
    if (!isTold) terminal.err(colors.dim(line));
    isTold = true;
  };
  connection.onStatus((status) => {
    if (status.state === "moving") tell("the server is going away, connecting anew");
    else if (status.state === "waiting") tell(`connection lost, trying again: ${safeText(status.error.message)}`);
    else if (status.state === "open" && isTold) {
      terminal.err(colors.dim("connected again"));
      isTold = false;
    }
  });
}
