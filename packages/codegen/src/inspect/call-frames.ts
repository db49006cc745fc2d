import { kinds, type ProcedureShape, streamDirections, type Wire } from "@hawser/core";
import { type ConnectionPayloads, hidden, isThere } from "./connection-payloads.js";
import { type FrameDetails, pathOf, took } from "./frame-view.js";
import type { Side } from "./inspected.js";

/** Follows the calls of a connection, and what else is answered like a call. */
export class CallFrames {
  readonly #payloads: ConnectionPayloads;
  readonly #calls = new Map<number, Asked>();

  constructor(payloads: ConnectionPayloads) {
    this.#payloads = payloads;
  }

  /** Remembers what is answered under an id. */
  ask(id: number, asked: Asked): void {
    this.#calls.set(id, asked);
  }

  /** @returns `undefined` for a frame of another kind */
  view(frame: readonly Wire[], from: Side, atMs: number): FrameDetails | undefined {
    const [kind, id, third] = frame;
    const call = this.#calls.get(id);
    switch (kind) {
      case kinds.call:
      case kinds.stream:
        return this.#call(frame, atMs);
      case kinds.auth:
        this.ask(id, { path: "auth", atMs });
        return { id, words: hidden(third) };
      case kinds.reflect:
        this.ask(id, { path: "reflect", atMs });
        return { id };
      case kinds.item:
        return { id, ...pathOf(call), payloads: [this.#item(third, from, call)] };
      case kinds.credit:
        return { id, ...pathOf(call), words: `${third} bytes` };
      case kinds.cancel:
      case kinds.end:
      case kinds.stop:
        return { id, ...pathOf(call) };
      case kinds.result:
        this.#calls.delete(id);
        return { id, ...this.#result(frame, call), ...took(call, atMs) };
      case kinds.error:
        this.#calls.delete(id);
        return { id, ...this.#error(frame, call), ...took(call, atMs) };
      default:
        return undefined;
    }
  }

  #call(frame: readonly Wire[], atMs: number): FrameDetails {
    const [kind, id, target, fourth] = frame;
    const isStream = kind === kinds.stream;
    const [input, timeoutMs, key, metadata] = isStream
      ? [frame[4], frame[5], undefined, frame[6]]
      : [fourth, frame[4], frame[5], frame[6]];
    const { schema } = this.#payloads;
    const procedure = this.#payloads.find(schema?.procedures, target);
    const path = procedure?.path ?? (typeof target === "string" ? target : `procedure ${String(target)}`);
    this.ask(id, { path, atMs, procedure, target });
    const words = [
      ...(isStream ? [`streams ${streamNames.get(fourth) ?? String(fourth)}`] : []),
      ...(typeof timeoutMs === "number" ? [`within ${timeoutMs} ms`] : []),
      ...(typeof key === "string" ? [`key ${key}`] : []),
    ];
    const payloads = [];
    if (!isStream || fourth === streamDirections.output) {
      const takesInput = procedure ? procedure.input !== undefined : isThere(input);
      if (takesInput) payloads.push(this.#payloads.sent(input, procedure?.input, target));
    }
    if (isThere(metadata)) payloads.push(this.#payloads.sent(metadata, schema?.metadata?.call, target));
    return { id, path, words: words.join(", "), payloads };
  }

  #item(item: Wire, from: Side, call: Asked | undefined): unknown {
    const { procedure, target } = call ?? {};
    return from === "client"
      ? this.#payloads.sent(item, procedure?.input, target)
      : this.#payloads.received(item, procedure?.output);
  }

  #result([, , output, metadata]: readonly Wire[], call: Asked | undefined): FrameDetails {
    if (call?.path === "reflect") return { path: call.path, words: `${String(output).length} characters` };
    const payloads = output === undefined ? [] : [this.#payloads.received(output, call?.procedure?.output)];
    return { ...pathOf(call), payloads: [...payloads, ...this.#answerMetadata(metadata)] };
  }

  #error([, , code, message, data, metadata]: readonly Wire[], call: Asked | undefined): FrameDetails {
    const declared = call?.procedure?.errors.find((error) => error.code === code);
    const payloads = isThere(data)
      ? [declared ? this.#payloads.received(data, declared.data) : this.#payloads.plain(data)]
      : [];
    return {
      ...pathOf(call),
      words: message === code ? String(code) : `${code}: ${message}`,
      payloads: [...payloads, ...this.#answerMetadata(metadata)],
      isFailure: true,
    };
  }

  #answerMetadata(metadata: Wire): unknown[] {
    return isThere(metadata) ? [this.#payloads.received(metadata, this.#payloads.schema?.metadata?.answer)] : [];
  }
}

/** What a client asked for and is answered under an id. */
interface Asked {
  readonly path: string;
  readonly atMs: number;
  /** Absent where it is no call, or none that the schema knows. */
  readonly procedure?: ProcedureShape | undefined;
  /** By which the frame named it. */
  readonly target?: Wire;
}

const streamNames: ReadonlyMap<unknown, string> = new Map(
  Object.entries(streamDirections).map(([name, streams]) => [streams, name]),
);
