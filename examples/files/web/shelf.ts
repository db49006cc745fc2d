import type { Files, FilesUsageOutput, StoredFile } from "../files.client.js";

/** What the server has, kept up to date. */
export class Shelf {
  usage: FilesUsageOutput | undefined;
  readonly #files: Files;
  readonly #changed: () => void;
  #byId = new Map<string, StoredFile>();

  constructor(files: Files, changed: () => void) {
    this.#files = files;
    this.#changed = changed;
  }

  /** The newest first. */
  get files(): readonly StoredFile[] {
    return [...this.#byId.values()].reverse();
  }

  follow(): void {
    const { files } = this.#files;
    files.added.subscribe({
      onEvent: (file) => {
        this.#byId.set(file.id, file);
        this.#look();
      },
      onStatus: (status) => {
        if (status === "active") this.#read();
      },
    });
    files.removed.subscribe({
      onEvent: ({ id }) => {
        this.#byId.delete(id);
        this.#look();
      },
    });
  }

  /** Everything anew: what was told while there was no connection is not told again. */
  #read(): void {
    this.#files.files.list().then(
      (files) => {
        this.#byId = new Map(files.map((file) => [file.id, file]));
        this.#look();
      },
      // Without a connection; the next one reads again.
      () => {},
    );
  }

  #look(): void {
    this.#changed();
    this.#files.files.usage().then(
      (usage) => {
        this.usage = usage;
        this.#changed();
      },
      () => {},
    );
  }
}
