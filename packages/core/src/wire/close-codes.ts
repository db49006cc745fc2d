/** Why a connection was closed. Codes from 4400 on are Hawser's, numbered after the HTTP status that they resemble. */
export const closeCodes = {
  /** RFC 6455 7.4.1: done; nobody is at fault. */
  normal: 1000,
  /** RFC 6455 7.4.1: the server is going away; reconnect. */
  goingAway: 1001,
  /** RFC 6455 7.4.1: a message was larger than `maxBatchBytes`. Do not send it again. */
  tooBig: 1009,
  /** The peer broke framing: not msgpack, an unknown kind, a text message, a frame before hello. Do not reconnect. */
  protocol: 4400,
  /** The server refused the auth value in hello. Reconnect only with another one. */
  unauthenticated: 4401,
  /** No hello came within `helloTimeoutMs`. Reconnect. */
  helloTimeout: 4408,
  /** More than `maxBufferedBytes` waited for this peer. Reconnect and read faster. */
  slowConsumer: 4413,
  /** The identity expired and the client presented no other. Reconnect with another auth value. */
  authExpired: 4419,
  /** The server failed to admit the connection (`authenticate` threw). Reconnect later. */
  internal: 4500,
} as const;

export type CloseCode = (typeof closeCodes)[keyof typeof closeCodes];

/** RFC 6455 5.5: a control frame holds at most 125 bytes, two of which are the close code. */
const maxReasonBytes = 125 - 2;

/** Cuts a close reason to the bytes that fit, never inside a character. */
export function closeReason(text: string): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= maxReasonBytes) return text;
  let end = maxReasonBytes;
  while (((bytes[end] as number) & 0xc0) === 0x80) end -= 1;
  return new TextDecoder().decode(bytes.subarray(0, end));
}
