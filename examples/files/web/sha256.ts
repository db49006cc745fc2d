/** SHA-256 (FIPS 180-4) of bytes that come in pieces; what browsers bring takes them whole, and only on https pages. */
export class Sha256 {
  readonly #state = Int32Array.from(primes.slice(0, 8), (prime) => fractionOf(Math.sqrt(prime)));
  readonly #block = new Uint8Array(blockBytes);
  readonly #view = new DataView(this.#block.buffer);
  readonly #words = new Int32Array(64);
  #filledBytes = 0;
  #totalBytes = 0;

  update(bytes: Uint8Array): this {
    this.#totalBytes += bytes.length;
    for (let from = 0; from < bytes.length; ) {
      const part = bytes.subarray(from, from + blockBytes - this.#filledBytes);
      this.#block.set(part, this.#filledBytes);
      this.#filledBytes += part.length;
      from += part.length;
      if (this.#filledBytes === blockBytes) this.#compress();
    }
    return this;
  }

  /** The digest of everything so far, in hexadecimal. To be asked once, after the last piece. */
  hex(): string {
    const bits = this.#totalBytes * 8;
    // Section 5.1.1: a one, zeros, and the length in bits as the last 64 of a block.
    const zeros = (2 * blockBytes - 9 - this.#filledBytes) % blockBytes;
    const end = new DataView(new ArrayBuffer(1 + zeros + 8));
    end.setUint8(0, 0x80);
    end.setUint32(1 + zeros, Math.floor(bits / 2 ** 32));
    end.setUint32(1 + zeros + 4, bits >>> 0);
    this.update(new Uint8Array(end.buffer));
    return Array.from(this.#state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }

  /** Section 6.2.2. */
  #compress(): void {
    const words = this.#words;
    const state = this.#state as unknown as Eight;
    for (let t = 0; t < 16; t += 1) words[t] = this.#view.getInt32(4 * t);
    for (let t = 16; t < 64; t += 1) {
      const [near, far] = [words[t - 2] as number, words[t - 15] as number];
      const sigma1 = rotated(near, 17) ^ rotated(near, 19) ^ (near >>> 10);
      const sigma0 = rotated(far, 7) ^ rotated(far, 18) ^ (far >>> 3);
      words[t] = sigma1 + (words[t - 7] as number) + sigma0 + (words[t - 16] as number);
    }
    let a = state[0];
    let b = state[1];
    let c = state[2];
    let d = state[3];
    let e = state[4];
    let f = state[5];
    let g = state[6];
    let h = state[7];
    for (let t = 0; t < 64; t += 1) {
      const sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
      const sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
      const first = (h + sum1 + ((e & f) ^ (~e & g)) + (constants[t] as number) + (words[t] as number)) | 0;
      const second = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + second) | 0;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
    this.#filledBytes = 0;
  }
}

/** Of all bytes of a Blob, which is read in pieces and may be larger than the memory. */
export async function sha256Of(blob: Blob): Promise<string> {
  const hash = new Sha256();
  for (let from = 0; from < blob.size; from += readBytes) {
    hash.update(new Uint8Array(await blob.slice(from, from + readBytes).arrayBuffer()));
  }
  return hash.hex();
}

type Eight = [number, number, number, number, number, number, number, number];

function rotated(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** The first 32 bits behind the point, by which the standard defines its constants (sections 4.2.2 and 5.3.3). */
function fractionOf(root: number): number {
  return ((root % 1) * 2 ** 32) | 0;
}

const blockBytes = 64;
/** Short enough to hash that the page never stands still. */
const readBytes = 2 ** 20;
const primes = Array.from({ length: 312 }, (_, n) => n).filter(
  (n) => n > 1 && !Array.from({ length: n }, (_, k) => k).some((k) => k > 1 && n % k === 0),
);
const constants = Int32Array.from(primes, (prime) => fractionOf(Math.cbrt(prime)));
