import type { Gap } from "@hawser/client";

/** Says in a line what a gap means to a reader. */
export function gapText({ reason, from, to }: Gap): string {
  const count = to - from + 1;
  switch (reason) {
    case "restarted":
      return "The server was restarted. It may have forgotten messages from before.";
    case "disconnected":
    case "expired":
      return `You were away for ${count === 1 ? "one message" : `${count} messages`}.`;
    case "slow":
    case "conflated":
    case "lost":
    case "overflow":
      return `${count === 1 ? "One message was" : `${count} messages were`} late.`;
    default:
      return reason satisfies never;
  }
}
