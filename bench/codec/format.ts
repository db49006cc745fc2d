import type { Workload } from "./samples.js";

/** One way to turn the values of a workload into a message, and back. */
export interface Format {
  /** What a WebSocket takes: bytes, or text of which it makes bytes itself. */
  encode(value: unknown): Uint8Array | string;
  /** What whoever trusts the sender does with a message. */
  decode(message: Uint8Array | string): unknown;
  /**
   * What a server does with the input of a call. Absent for events, which come from the server.
   * @throws where the value is not of the declared type.
   */
  readonly decodeValidated?: ((message: Uint8Array | string) => unknown) | undefined;
  /** Bytes that {@link encode} adds to the message and that are not counted; 0 where absent. */
  readonly uncountedBytes?: number;
}

/** Makes a format ready for the values of one workload. */
export type MakeFormat = (workload: Workload) => Format;
