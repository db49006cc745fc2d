import type { EncodedCall } from "./call-payload.js";
import { randomKey } from "./random-key.js";
import { SingleCall } from "./single-call.js";

/** A call that is sent again, with the same key, when the session that carried it is over. */
export class RepeatedCall extends SingleCall {
  override encode(input: unknown, positional: boolean): EncodedCall {
    const encoded = super.encode(input, positional);
    this.held ??= positional ? super.encode(input, false) : encoded;
    return encoded;
  }

  /** It is kept. The server may forget the key after a while. */
  protected override leaving(): void {
    if (this.key) return;
    this.key = randomKey();
    this.times.leaveWithin(this.procedure.idempotentMs ?? Number.POSITIVE_INFINITY);
  }
}
