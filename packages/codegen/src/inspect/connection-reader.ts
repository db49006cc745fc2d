import {
  encodings,
  kinds,
  type ProcedureShape,
  type Shape,
  streamDirections,
  type TopicShape,
  type Wire,
} from "@hawser/core";
import type { FrameView } from "./frame-view.js";
import type { Side } from "./inspected.js";
import type { PayloadReader } from "./payload-reader.js";

/** Follows one connection, so that each frame can be shown with the names and the types of what it is about. */
export class ConnectionReader {
  readonly #payloads: PayloadReader;
  /** The client has the schema that is known here. */
  #isKnown = false;
  #positional = false;
  readonly #calls = new Map<number, Asked>();
  readonly #links = new Map<number, Asked>();
  readonly #channels = new Map<number, Asked>();
  /** When each ping was seen, by who sent it. */
  readonly #pings = new Map<string, number>();

  constructor(payloads: PayloadReader) {
    this.#payloads = payloads;
  }

  /** What a frame says. What is no frame of the protocol is shown as it is, too. */
  read(frame: readonly Wire[], from: Side, atMs: number): FrameView {
    const [kind] = frame;
    const name = names.get(kind) ?? `kind ${String(kind)}`;
    try {
      return { name, ...this.#view(frame, from, atMs) };
    } catch (error) {
      return { name, words: `malformed: ${(error as Error).message}`, payloads: [String(frame)], isFailure: true };
    }
  }

  #view(frame: readonly Wire[], from: Side, atMs: number): Omit<FrameView, "name"> {
    const [kind, id, third, fourth, fifth, sixth] = frame;
    switch (kind) {
      case kinds.hello:
        return this.#hello(frame);
      case kinds.welcome:
        this.#positional = id === encodings.positional;
        return { words: `${this.#positional ? "positional" : "maps"}, session ${third}` };
      case kinds.call:
      case kinds.stream:
        return this.#call(frame, atMs);
      case kinds.auth:
        this.#calls.set(id, { path: "auth", atMs });
        return { id, words: hidden(third) };
      case kinds.reflect:
        this.#calls.set(id, { path: "reflect", atMs });
        return { id };
      case kinds.publish: {
        const topic = this.#topic(third);
        this.#calls.set(id, { ...topic, atMs });
        const events = Array.isArray(fifth) ? fifth : [];
        const read = events.map((event) => this.#read(event, topic.shape?.publish, third));
        return {
          id,
          path: topic.path,
          words: counted(events.length, "event"),
          payloads: [...this.#params(fourth, topic, third), ...read],
        };
      }
      case kinds.updateMember: {
        const asked = this.#links.get(third);
        this.#calls.set(id, { path: asked?.path ?? `attendance ${third}`, atMs });
        return {
          id,
          ...pathOf(asked),
          payloads: [this.#payloads.read(fourth, asked?.shape?.presence?.input, asked?.positional ?? false)],
        };
      }
      case kinds.result:
        return { id, ...this.#result(id, third, fourth, atMs) };
      case kinds.error:
        return { id, ...this.#error(frame, atMs) };
      case kinds.item: {
        const call = this.#calls.get(id);
        const shape = from === "client" ? call?.procedure?.input : call?.procedure?.output;
        const positional = from === "client" ? (call?.positional ?? false) : this.#positional;
        return { id, ...pathOf(call), payloads: [this.#payloads.read(third, shape, positional)] };
      }
      case kinds.credit:
        return { id, ...pathOf(this.#calls.get(id)), words: `${third} bytes` };
      case kinds.cancel:
      case kinds.end:
      case kinds.stop:
        return { id, ...pathOf(this.#calls.get(id)) };
      case kinds.subscribe: {
        const topic = this.#link(id, third, atMs);
        return { id, path: topic.path, ...since(fifth), payloads: this.#params(fourth, topic, third) };
      }
      case kinds.attend: {
        const topic = this.#link(id, third, atMs);
        const params = this.#params(fourth, topic, third);
        const member = Array.isArray(fifth) ? [this.#read(fifth[1], topic.shape?.presence?.input, third)] : [];
        return { id, path: topic.path, payloads: [...params, ...member] };
      }
      case kinds.subscribePattern: {
        const topic = this.#link(id, third, atMs);
        return {
          id,
          path: topic.path,
          words: `open: ${[...fifth].join(", ")}${sinceText(sixth)}`,
          payloads: [this.#payloads.read(fourth, undefined, false)],
        };
      }
      case kinds.subscribed: {
        const asked = this.#links.get(id);
        if (asked) this.#channels.set(third, asked);
        return { id, ...pathOf(asked), words: `channel ${third}, after #${fifth} of ${fourth}`, ...took(asked, atMs) };
      }
      case kinds.matched: {
        const asked = this.#links.get(id);
        if (asked) this.#channels.set(fourth, asked);
        return {
          id,
          ...pathOf(asked),
          words: `channel ${fourth}, after #${sixth} of ${fifth}`,
          payloads: [this.#payloads.read(third, undefined, false)],
        };
      }
      case kinds.patternSubscribed:
        return { id, ...pathOf(this.#links.get(id)), ...took(this.#links.get(id), atMs) };
      case kinds.event: {
        const asked = this.#channels.get(id);
        const event = frame.length > 3 ? [this.#received(fourth, asked?.shape?.event)] : [];
        return {
          ...channelOf(asked, id),
          words: `#${third}${frame.length > 3 ? "" : ", this connection's own"}`,
          payloads: event,
        };
      }
      case kinds.events: {
        const asked = this.#channels.get(id);
        const events = [...fourth];
        const last = Number(third) + events.length - 1;
        return {
          ...channelOf(asked, id),
          words: `#${third} to #${last}`,
          payloads: events.map((event) => this.#received(event, asked?.shape?.event)),
        };
      }
      case kinds.gap:
        return { ...channelOf(this.#channels.get(id), id), words: `up to #${third}: ${fourth}`, isFailure: true };
      case kinds.members: {
        const asked = this.#links.get(id);
        const members = [...fifth].map(([member, data]: Wire[]) => [
          member,
          this.#received(data, asked?.shape?.presence?.output),
        ]);
        return {
          id,
          ...pathOf(asked),
          words: counted(members.length, "member"),
          payloads: [members],
          ...took(asked, atMs),
        };
      }
      case kinds.membersChanged: {
        const asked = this.#links.get(id);
        const changes = [...third].map(([member, ...data]: Wire[]) =>
          data.length === 0 ? [member] : [member, this.#received(data[0], asked?.shape?.presence?.output)],
        );
        return { id, ...pathOf(asked), payloads: [changes] };
      }
      case kinds.unsubscribe:
        return { id, ...pathOf(this.#links.get(id)) };
      case kinds.ended: {
        const asked = this.#links.get(id);
        this.#links.delete(id);
        if (third === undefined) return { id, ...pathOf(asked) };
        const data = fifth === undefined ? [] : [this.#payloads.read(fifth, undefined, false)];
        return { id, ...pathOf(asked), words: `${third}: ${fourth}`, payloads: data, isFailure: true };
      }
      case kinds.ping:
        this.#pings.set(`${from} ${id}`, atMs);
        return { id };
      case kinds.pong: {
        const key = `${from === "client" ? "server" : "client"} ${id}`;
        const askedMs = this.#pings.get(key);
        this.#pings.delete(key);
        return { id, ...(askedMs !== undefined && { tookMs: atMs - askedMs }) };
      }
      case kinds.goingAway:
      case kinds.authExpiring:
        return { words: `within ${id} ms` };
      default:
        return { payloads: [this.#payloads.read(frame.slice(1), undefined, false)], isFailure: true };
    }
  }

  #hello([, fingerprint, auth]: readonly Wire[]): Omit<FrameView, "name"> {
    this.#isKnown = fingerprint !== "" && fingerprint === this.#payloads.fingerprint;
    const whose =
      fingerprint === ""
        ? "no schema"
        : `fingerprint ${fingerprint}${this.#isKnown || !this.#payloads.schema ? "" : " of another schema"}`;
    return { words: `${whose}, ${hidden(auth)}` };
  }

  #call(frame: readonly Wire[], atMs: number): Omit<FrameView, "name"> {
    const [kind, id, target, fourth] = frame;
    const isStream = kind === kinds.stream;
    const [input, timeoutMs, key, metadata] = isStream
      ? [frame[4], frame[5], undefined, frame[6]]
      : [fourth, frame[4], frame[5], frame[6]];
    const { schema } = this.#payloads;
    const procedure = this.#shapeOf(schema?.procedures, target);
    const path = procedure?.path ?? (typeof target === "string" ? target : `procedure ${String(target)}`);
    this.#calls.set(id, { path, procedure, positional: typeof target === "number", atMs });
    const words = [
      ...(isStream ? [`streams ${streamNames.get(fourth) ?? String(fourth)}`] : []),
      ...(typeof timeoutMs === "number" ? [`within ${timeoutMs} ms`] : []),
      ...(typeof key === "string" ? [`key ${key}`] : []),
    ];
    const payloads = [];
    if (!isStream || fourth === streamDirections.output) {
      const takesInput = procedure ? procedure.input !== undefined : isThere(input);
      if (takesInput) payloads.push(this.#read(input, procedure?.input, target));
    }
    if (isThere(metadata)) payloads.push(this.#read(metadata, schema?.metadata?.call, target));
    return { id, path, words: words.join(", "), payloads };
  }

  #result(id: number, output: Wire, metadata: Wire, atMs: number): Omit<FrameView, "name"> {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    if (call?.path === "reflect")
      return { path: "reflect", words: `${String(output).length} characters`, ...took(call, atMs) };
    const single =
      call?.procedure?.streams === "output" || call?.procedure?.streams === "both"
        ? undefined
        : call?.procedure?.output;
    const payloads = [
      ...(output === undefined ? [] : [this.#received(output, single)]),
      ...(!isThere(metadata) ? [] : [this.#received(metadata, this.#payloads.schema?.metadata?.answer)]),
    ];
    return { ...pathOf(call), payloads, ...took(call, atMs) };
  }

  #error([, id, code, message, data, metadata]: readonly Wire[], atMs: number): Omit<FrameView, "name"> {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    const shape = call?.procedure?.errors.find((error) => error.code === code)?.data;
    const isDeclared = shape !== undefined;
    const payloads = [
      ...(!isThere(data)
        ? []
        : [isDeclared ? this.#received(data, shape) : this.#payloads.read(data, undefined, false)]),
      ...(!isThere(metadata) ? [] : [this.#received(metadata, this.#payloads.schema?.metadata?.answer)]),
    ];
    const words = message === code ? String(code) : `${code}: ${message}`;
    return { ...pathOf(call), words, payloads, isFailure: true, ...took(call, atMs) };
  }

  #link(id: number, target: Wire, atMs: number): Topic {
    const topic = this.#topic(target);
    this.#links.set(id, { ...topic, atMs });
    return topic;
  }

  #topic(target: Wire): Topic {
    const shape = this.#shapeOf(this.#payloads.schema?.topics, target);
    const path = shape?.path ?? (typeof target === "string" ? target : `topic ${String(target)}`);
    return { path, shape, positional: typeof target === "number" };
  }

  #shapeOf<Part extends { readonly path: string }>(parts: readonly Part[] | undefined, target: Wire): Part | undefined {
    if (typeof target === "string") return parts?.find(({ path }) => path === target);
    return this.#isKnown ? parts?.[target] : undefined;
  }

  /** None where the topic has one instance. */
  #params(wire: Wire, { shape }: Topic, target: Wire): unknown[] {
    return (shape ? shape.params : isThere(wire)) ? [this.#read(wire, shape?.params, target)] : [];
  }

  /** A payload of the client's, of which the target tells how it travels. */
  #read(wire: Wire, shape: Shape | undefined, target: Wire): unknown {
    return this.#payloads.read(wire, shape, typeof target === "number" && this.#isKnown);
  }

  #received(wire: Wire, shape: Shape | undefined): unknown {
    return this.#payloads.read(wire, shape, this.#positional && this.#isKnown);
  }
}

interface Topic {
  readonly path: string;
  readonly shape: TopicShape | undefined;
  readonly positional: boolean;
}

/** What a client asked for and has under an id. */
interface Asked {
  readonly path: string;
  readonly atMs: number;
  readonly procedure?: ProcedureShape | undefined;
  readonly shape?: TopicShape | undefined;
  /** The client's payloads are. */
  readonly positional?: boolean;
}

const names: ReadonlyMap<unknown, string> = new Map(Object.entries(kinds).map(([name, kind]) => [kind, name]));
const streamNames: ReadonlyMap<unknown, string> = new Map(
  Object.entries(streamDirections).map(([name, streams]) => [streams, name]),
);

function pathOf(asked: Asked | undefined): { path?: string } {
  return asked ? { path: asked.path } : {};
}

function channelOf(asked: Asked | undefined, channel: number): { path: string } {
  return { path: asked?.path ?? `channel ${channel}` };
}

function took(asked: Asked | undefined, atMs: number): { tookMs?: number } {
  return asked ? { tookMs: atMs - asked.atMs } : {};
}

/** An element of a frame; nil is as good as none. */
function isThere(element: Wire): boolean {
  return element !== undefined && element !== null;
}

/** Whoever looks over a shoulder is not to learn a token. */
function hidden(auth: Wire): string {
  return isThere(auth) ? "auth not shown" : "no auth";
}

function since(value: Wire): { words?: string } {
  const text = sinceText(value);
  return text === "" ? {} : { words: text.slice(2) };
}

function sinceText(value: Wire): string {
  if (!isThere(value)) return "";
  if (value instanceof Date) return `, since ${value.toISOString()}`;
  if (typeof value === "number") return `, the latest ${value}`;
  if (Array.isArray(value) && typeof value[0] === "string") return `, after #${value[1]} of ${value[0]}`;
  return Array.isArray(value) ? `, resuming ${counted(value.length, "instance")}` : "";
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
