import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Label, StoredFile } from "./files.schema.js";

export interface StoreOptions {
  /** An existing directory, for this store alone. */
  directory: string;
  /** Bytes of one file. @default 268_435_456 */
  maxFileBytes?: number | undefined;
  /** Bytes of all files. Beyond it the oldest make way. @default 1_073_741_824 */
  maxBytes?: number | undefined;
}

/** Files in a directory. What they are called is in memory only: a restart of the server forgets them. */
export class Store {
  readonly maxFileBytes: number;
  readonly maxBytes: number;
  readonly #directory: string;
  readonly #files = new Map<string, StoredFile>();
  #usedBytes = 0;
  #uploads = 0;

  constructor({ directory, maxFileBytes = 256 * 2 ** 20, maxBytes = 2 ** 30 }: StoreOptions) {
    this.#directory = directory;
    this.maxFileBytes = Math.min(maxFileBytes, maxBytes);
    this.maxBytes = maxBytes;
  }

  /** The oldest first. */
  list(): StoredFile[] {
    return [...this.#files.values()];
  }

  get usage(): { files: number; usedBytes: number; maxBytes: number; uploads: number } {
    return { files: this.#files.size, usedBytes: this.#usedBytes, maxBytes: this.maxBytes, uploads: this.#uploads };
  }

  /** Makes place for a file that comes in pieces. To be closed in any case. */
  async begin(label: Label): Promise<Upload> {
    const id = randomUUID();
    const path = this.#pathOf(id);
    const ended = (): void => {
      this.#uploads -= 1;
    };
    // Counted before its file can be seen.
    this.#uploads += 1;
    try {
      const file = await open(`${path}.part`, "wx");
      return new Upload({ id, path, file, label, ended });
    } catch (error) {
      ended();
      throw error;
    }
  }

  /** Has a file that came whole from now on. @returns the files that made way for it. */
  async add(file: StoredFile): Promise<StoredFile[]> {
    this.#files.set(file.id, file);
    this.#usedBytes += file.sizeBytes;
    const removed: StoredFile[] = [];
    for (const oldest of this.#files.values()) {
      if (this.#usedBytes <= this.maxBytes) break;
      this.#files.delete(oldest.id);
      this.#usedBytes -= oldest.sizeBytes;
      removed.push(oldest);
    }
    // Whoever reads one of them now has it open, and gets it to its end.
    await Promise.all(removed.map(({ id }) => rm(this.#pathOf(id))));
    return removed;
  }

  /** Its bytes in pieces. `undefined` where there is no such file. */
  read(id: string): AsyncIterable<Uint8Array<ArrayBuffer>> | undefined {
    return this.#files.has(id) ? piecesOf(this.#pathOf(id)) : undefined;
  }

  #pathOf(id: string): string {
    return join(this.#directory, id);
  }
}

/** A file on its way into the store. What is not finished leaves nothing. */
export class Upload {
  sizeBytes = 0;
  readonly #options: UploadOptions;
  readonly #hash = createHash("sha256");
  #isFinished = false;

  constructor(options: UploadOptions) {
    this.#options = options;
  }

  async write(piece: Uint8Array): Promise<void> {
    this.sizeBytes += piece.length;
    this.#hash.update(piece);
    await this.#options.file.writeFile(piece);
  }

  /** That was the last piece. */
  async finish(): Promise<StoredFile> {
    const { id, path, label } = this.#options;
    await rename(`${path}.part`, path);
    this.#isFinished = true;
    const { name, mediaType } = label;
    const sha256 = this.#hash.digest("hex");
    return { id, name, mediaType, sizeBytes: this.sizeBytes, sha256, storedAt: new Date() };
  }

  async close(): Promise<void> {
    const { path, file, ended } = this.#options;
    await file.close();
    if (!this.#isFinished) await rm(`${path}.part`);
    ended();
  }
}

interface UploadOptions {
  readonly id: string;
  /** Where the file is in the end. */
  readonly path: string;
  readonly file: FileHandle;
  readonly label: Label;
  readonly ended: () => void;
}

/** Opens the file when the first piece is asked for, and closes it when no further one is. */
async function* piecesOf(path: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield* createReadStream(path, { highWaterMark: pieceBytes });
}

/** As large as those that a client cuts a file into. */
const pieceBytes = 65_536;
