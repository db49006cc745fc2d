import type { HawserError } from "@hawser/core";
import type { SubscriptionStatus } from "./subscription.js";

/**
 * Who is present in one instance of a topic, and perhaps the member that this client is there. It outlives connections:
 * a member whose connection is lost for a moment stays one, and others hear nothing of it. Without `onChange` its changes
 * are read with `for await`, and leaving the loop leaves.
 */
export interface Attendance<Data, Input = Data> extends AsyncIterable<MemberChange<Data>> {
  /** Everybody who is present, this client's own member too, by the ids of members. As it was last known while there is no connection, and after the end. */
  readonly members: ReadonlyMap<string, Data>;
  /** The id of this client's own member. `undefined` where it only watches, and until the server has let it in. */
  readonly self: string | undefined;
  /** As of a subscription; `active` once the server has told who is present. */
  readonly status: SubscriptionStatus;
  /**
   * Replaces what the own member tells of itself. Without a connection it settles at once, and the next one enters with
   * that.
   *
   * @throws HawserError `invalid_input` where the data is not what was declared, or one only watches; `forbidden`;
   * `limit_exceeded`; `timeout`; `connection_lost` where the answer did not come, and the next connection enters with the
   * data; `closed` after the end.
   */
  update(data: Input): Promise<void>;
  /** Settles when the server has confirmed, or the connection is gone. Calling it again changes nothing. */
  leave(): Promise<void>;
}

export interface AttendOptions<Data, Input = Data> {
  /** What the own member tells of itself. Absent: one only watches. */
  as?: Input | undefined;
  /** Receives every change as it comes, when `members` has it; the attendance cannot be iterated then. */
  onChange?: ((change: MemberChange<Data>) => void) | undefined;
  /**
   * The attendance is over: with an error where the server refused or ended it, without after `leave()` and after the
   * connection's `close()`.
   */
  onEnd?: ((error?: HawserError) => void) | undefined;
  onStatus?: ((status: SubscriptionStatus) => void) | undefined;
}

/**
 * What has changed with one member:
 * - `present`: it was there before this client asked.
 * - `join`: it came.
 * - `update`: it tells something else of itself.
 * - `leave`: it went, and `data` is what it told last.
 *
 * Changes of one member that wait for a loop are one: to what it is by then, and none where it came and went.
 */
export interface MemberChange<Data> {
  readonly type: "present" | "join" | "update" | "leave";
  readonly id: string;
  readonly data: Data;
}
