import { Asking } from "../connections/asking.js";
import type { Peer } from "../connections/peer.js";
import { report } from "../fault.js";

/** What a client asks of a topic, which counts with its calls. */
export class TopicAsking extends Asking {
  readonly what: string;

  /** @param what for people, with its article: "a publish" */
  constructor(peer: Peer, id: number, what: string) {
    super(peer, id);
    this.what = what;
  }

  pending(): void {
    this.peer.runningCalls += 1;
    if (!this.isOver) this.peer.calls.set(this.id, this);
  }

  settled(): void {
    this.peer.runningCalls -= 1;
  }

  cancel(): void {
    this.refuse({ code: "cancelled", detail: `the client cancelled ${this.what}` });
  }

  /** What the user's code or the broker threw is nobody else's business. */
  fail(cause: unknown, { during, path }: { during: "publish" | "presence"; path: string }): void {
    this.refuse({ code: "internal", detail: `the server could not decide over ${this.what}` });
    report(this.peer.services, { during, path, session: this.peer.session, cause });
  }
}
