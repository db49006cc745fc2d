/**
 * Reads the WebSocket messages of one direction of a TCP connection, after the handshake of HTTP.
 * A message in several fragments counts as one, control frames as none.
 */
export class MessageReader {
  /** Whether the handshake has been read. */
  isOpen = false;
  #rest: Buffer = Buffer.alloc(0);

  /** @returns the content of each message that ends in these bytes; of a masked one as it came. */
  read(bytes: Buffer): Buffer[] {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    if (!this.isOpen && !this.#skipHandshake()) return [];
    const messages: Buffer[] = [];
    let start = 0;
    for (let frame = frameAt(this.#rest, start); frame !== undefined; frame = frameAt(this.#rest, start)) {
      if (frame.isFinal && !frame.isControl) messages.push(this.#rest.subarray(frame.payload, frame.end));
      start = frame.end;
    }
    this.#rest = this.#rest.subarray(start);
    return messages;
  }

  #skipHandshake(): boolean {
    const end = this.#rest.indexOf("\r\n\r\n");
    if (end === -1) return false;
    this.#rest = this.#rest.subarray(end + 4);
    this.isOpen = true;
    return true;
  }
}

interface Frame {
  readonly isFinal: boolean;
  readonly isControl: boolean;
  /** Where its content starts. */
  readonly payload: number;
  readonly end: number;
}

/** RFC 6455, 5.2. Undefined where it is not all there. */
function frameAt(bytes: Buffer, start: number): Frame | undefined {
  if (bytes.length < start + 2) return undefined;
  const [first, second] = [bytes[start] as number, bytes[start + 1] as number];
  const short = second & 0x7f;
  const lengthBytes = short === 127 ? 8 : short === 126 ? 2 : 0;
  const header = 2 + lengthBytes + (second & 0x80 ? 4 : 0);
  if (bytes.length < start + header) return undefined;
  const length =
    lengthBytes === 0 ? short : bytes.readUIntBE(start + 2 + Math.max(0, lengthBytes - 6), Math.min(6, lengthBytes));
  const end = start + header + length;
  if (bytes.length < end) return undefined;
  return { isFinal: (first & 0x80) !== 0, isControl: (first & 0x08) !== 0, payload: start + header, end };
}
