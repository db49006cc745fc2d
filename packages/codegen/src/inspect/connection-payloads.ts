import { encodings, type SchemaShape, type Shape, type Wire } from "@hawser/core";
import type { FrameDetails } from "./frame-view.js";
import type { PayloadReader } from "./payload-reader.js";

/** How payloads travel on one connection, as its hello and its welcome say. */
export class ConnectionPayloads {
  readonly #payloads: PayloadReader;
  /** The client has the schema that is known here. */
  #isKnown = false;
  #positional = false;

  constructor(payloads: PayloadReader) {
    this.#payloads = payloads;
  }

  get schema(): SchemaShape | undefined {
    return this.#payloads.schema;
  }

  hello([, fingerprint, auth]: readonly Wire[]): FrameDetails {
    this.#isKnown = fingerprint !== "" && fingerprint === this.#payloads.fingerprint;
    const isAnother = this.schema !== undefined && !this.#isKnown;
    const whose =
      fingerprint === "" ? "no schema" : `fingerprint ${fingerprint}${isAnother ? " of another schema" : ""}`;
    return { words: `${whose}, ${hidden(auth)}` };
  }

  welcome([, encoding, session]: readonly Wire[]): FrameDetails {
    this.#positional = encoding === encodings.positional;
    return { words: `${this.#positional ? "positional" : "maps"}, session ${session}` };
  }

  /** What a procedure or a topic is in the schema, where its name or its number tells. */
  find<Part extends { readonly path: string }>(parts: readonly Part[] | undefined, target: Wire): Part | undefined {
    if (typeof target === "string") return parts?.find(({ path }) => path === target);
    return this.#isKnown ? parts?.[target] : undefined;
  }

  /** A payload of the client's: by position where it names its target by a number. */
  sent(wire: Wire, shape: Shape | undefined, target: Wire): unknown {
    return this.#payloads.read(wire, shape, typeof target === "number" && this.#isKnown);
  }

  /** A payload of the server's. */
  received(wire: Wire, shape: Shape | undefined): unknown {
    return this.#payloads.read(wire, shape, this.#positional && this.#isKnown);
  }

  /** What describes itself in both encodings. */
  plain(wire: Wire): unknown {
    return this.#payloads.read(wire, undefined, false);
  }
}

/** Whoever looks over a shoulder is not to learn a token. */
export function hidden(auth: Wire): string {
  return isThere(auth) ? "auth not shown" : "no auth";
}

/** An element of a frame; nil is as good as none. */
export function isThere(element: Wire): boolean {
  return element !== undefined && element !== null;
}
