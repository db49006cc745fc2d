import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { SchemaShape } from "@hawser/core";
import { loadSchema } from "../schema/load-schema.js";
import type { SchemaFileError } from "../schema/schema-file-error.js";
import { unreadFile } from "../schema/unread-file.js";

/** A schema from wherever it is known, or why it is not. */
export type LoadedSource = { readonly shape: SchemaShape } | { readonly error: SchemaFileError };

/** Where files are read from: the disk, or a revision. */
export interface Origin {
  /** The path that the user wrote. */
  readonly name: string;
  /** The path of a file for messages. */
  file(name: string): string;
  /**
   * The text of a file.
   *
   * @throws SchemaFileError
   */
  read(name: string): Promise<string>;
  /** Runs the file as a schema file, with all that it imports. */
  loadSchema(): Promise<LoadedSource>;
}

export class DiskOrigin implements Origin {
  readonly #cwd: string;

  constructor(
    readonly name: string,
    cwd: string,
  ) {
    this.#cwd = cwd;
  }

  file(name: string): string {
    return resolve(this.#cwd, name);
  }

  async read(name: string): Promise<string> {
    try {
      return await readFile(this.file(name), "utf8");
    } catch (error) {
      throw unreadFile(this.file(name), error);
    }
  }

  loadSchema(): Promise<LoadedSource> {
    return loadSchema(this.file(this.name));
  }
}
