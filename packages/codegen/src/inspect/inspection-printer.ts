import { decodeBatch, isHawserError } from "@hawser/core";
import { toJson } from "../json-form/to-json.js";
import { jsonLine } from "../talk/print-json.js";
import { safeText } from "../talk/safe-text.js";
import type { Colors } from "../terminal.js";
import { ConnectionReader } from "./connection-reader.js";
import type { FrameView } from "./frame-view.js";
import type { Inspected, InspectedMessage } from "./inspected.js";
import type { PayloadReader } from "./payload-reader.js";

/** Prints what is inspected: a line for each frame, and for each connection that comes and goes. */
export class InspectionPrinter {
  readonly #payloads: PayloadReader;
  readonly #colors: Colors;
  readonly #readers = new Map<number, ConnectionReader>();

  constructor(payloads: PayloadReader, colors: Colors) {
    this.#payloads = payloads;
    this.#colors = colors;
  }

  lines(inspected: Inspected): string[] {
    const { red, dim } = this.#colors;
    switch (inspected.type) {
      case "opened":
        return [this.#line(inspected, " ", dim(`opened ${safeText(inspected.path)}`))];
      case "refused":
        return [this.#line(inspected, arrows.server, red(`refused: ${safeText(inspected.reason)}`))];
      case "closed": {
        this.#readers.delete(inspected.connection);
        const { code, reason, from } = inspected;
        const text = `closed ${code}${reason === "" ? "" : ` ${safeText(reason)}`}`;
        return [this.#line(inspected, arrows[from], code === 1000 || code === 1005 ? dim(text) : red(text))];
      }
      default:
        return this.#message(inspected);
    }
  }

  #line({ atMs, connection }: Inspected, arrow: string, text: string): string {
    const { dim } = this.#colors;
    return `${dim((atMs / 1000).toFixed(3).padStart(8))} ${dim(`#${connection}`)} ${arrow} ${text}`;
  }

  #message(message: InspectedMessage): string[] {
    const { data, from, connection, atMs } = message;
    const arrow = arrows[from];
    if (typeof data === "string") {
      const text = `a text message, which the protocol does not have: ${safeText(shortened(data))}`;
      return [this.#line(message, arrow, this.#colors.red(text))];
    }
    let reader = this.#readers.get(connection);
    if (!reader) {
      reader = new ConnectionReader(this.#payloads);
      this.#readers.set(connection, reader);
    }
    try {
      const { frames, ends } = decodeBatch(data);
      return frames.map((frame, i) => {
        const bytes = (ends[i] as number) - (ends[i - 1] ?? 0);
        return this.#line(message, arrow, this.#frame((reader as ConnectionReader).read(frame, from, atMs), bytes));
      });
    } catch (error) {
      const hex = Buffer.from(data.subarray(0, shownBytes)).toString("hex");
      const rest = data.length > shownBytes ? "..." : "";
      const text = `malformed, ${data.length} B: ${isHawserError(error) ? error.detail : error}; ${hex}${rest}`;
      return [this.#line(message, arrow, this.#colors.red(safeText(text)))];
    }
  }

  #frame({ name, id, path, words, payloads = [], tookMs, isFailure }: FrameView, bytes: number): string {
    const { bold, cyan, dim, red, yellow } = this.#colors;
    const title = `${name}${id === undefined ? "" : ` ${id}`}`.padEnd(titleLength);
    const parts = [isFailure ? red(title) : bold(title)];
    if (path !== undefined) parts.push(cyan(safeText(path)));
    if (words) parts.push(isFailure ? red(safeText(words)) : safeText(words));
    if (payloads.length > 0) parts.push(shortened(payloads.map((payload) => jsonLine(toJson(payload))).join(" ")));
    parts.push(dim(`${bytes} B`));
    if (tookMs !== undefined) parts.push(yellow(`${tookMs.toFixed(1)} ms`));
    return parts.join("  ");
  }
}

/** Which way a message goes, the client being on the left. */
const arrows = { client: "→", server: "←" } as const;

const titleLength = 14;

/** Of bytes that are no frames. */
const shownBytes = 32;

function shortened(text: string): string {
  return text.length > maxPayloadLength ? `${text.slice(0, maxPayloadLength - 3)}...` : text;
}

/** Characters of a frame's payloads that are shown. */
const maxPayloadLength = 120;
