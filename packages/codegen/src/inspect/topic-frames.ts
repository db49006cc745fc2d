import { kinds, type TopicShape, type Wire } from "@hawser/core";
import type { CallFrames } from "./call-frames.js";
import { type ConnectionPayloads, isThere } from "./connection-payloads.js";
import { counted, type FrameDetails, pathOf, took } from "./frame-view.js";

/** Follows the subscriptions of a connection, who is present, and what is published. */
export class TopicFrames {
  readonly #payloads: ConnectionPayloads;
  readonly #calls: CallFrames;
  readonly #links = new Map<number, Link>();
  readonly #channels = new Map<number, Link>();

  /** @param calls where it is followed what is answered like a call */
  constructor(payloads: ConnectionPayloads, calls: CallFrames) {
    this.#payloads = payloads;
    this.#calls = calls;
  }

  /** @returns `undefined` for a frame of another kind */
  view(frame: readonly Wire[], atMs: number): FrameDetails | undefined {
    return this.#sent(frame, atMs) ?? this.#link(frame, atMs) ?? this.#channel(frame);
  }

  /** What the client asks for. */
  #sent([kind, id, target, fourth, fifth, sixth]: readonly Wire[], atMs: number): FrameDetails | undefined {
    switch (kind) {
      case kinds.subscribe: {
        const link = this.#begin(id, target, atMs);
        return { id, path: link.path, words: sinceText(fifth), payloads: this.#params(fourth, link) };
      }
      case kinds.attend: {
        const link = this.#begin(id, target, atMs);
        // The other part of it is the member's secret.
        const member = Array.isArray(fifth) ? [this.#payloads.sent(fifth[1], link.shape?.presence?.input, target)] : [];
        return { id, path: link.path, payloads: [...this.#params(fourth, link), ...member] };
      }
      case kinds.subscribePattern: {
        const { path } = this.#begin(id, target, atMs);
        const words = [`open: ${[...fifth].join(", ")}`, sinceText(sixth)].filter((text) => text !== "");
        return { id, path, words: words.join(", "), payloads: [this.#payloads.plain(fourth)] };
      }
      case kinds.publish: {
        const topic = this.#topic(target, atMs);
        this.#calls.ask(id, { path: topic.path, atMs });
        const events = Array.isArray(fifth) ? fifth : [];
        const read = events.map((event) => this.#payloads.sent(event, topic.shape?.publish, target));
        const words = counted(events.length, "event");
        return { id, path: topic.path, words, payloads: [...this.#params(fourth, topic), ...read] };
      }
      case kinds.updateMember: {
        const link = this.#links.get(target);
        const path = link?.path ?? `attendance ${target}`;
        this.#calls.ask(id, { path, atMs });
        return { id, path, payloads: [this.#payloads.sent(fourth, link?.shape?.presence?.input, link?.target)] };
      }
      default:
        return undefined;
    }
  }

  /** What goes on under the id of a subscription. */
  #link([kind, id, third, fourth, fifth, sixth]: readonly Wire[], atMs: number): FrameDetails | undefined {
    const link = this.#links.get(id);
    const about = { id, ...pathOf(link) };
    switch (kind) {
      case kinds.subscribed:
        if (link) this.#channels.set(third, link);
        return { ...about, words: `channel ${third}, after #${fifth} of ${fourth}`, ...took(link, atMs) };
      case kinds.matched: {
        if (link) this.#channels.set(fourth, link);
        const words = `channel ${fourth}, after #${sixth} of ${fifth}`;
        return { ...about, words, payloads: [this.#payloads.plain(third)] };
      }
      case kinds.patternSubscribed:
        return { ...about, ...took(link, atMs) };
      case kinds.members: {
        const members = [...fifth].map((member) => this.#member(member, link));
        return { ...about, words: counted(members.length, "member"), payloads: [members], ...took(link, atMs) };
      }
      case kinds.membersChanged:
        return { ...about, payloads: [[...third].map((change) => this.#member(change, link))] };
      case kinds.unsubscribe:
        return about;
      case kinds.ended: {
        this.#links.delete(id);
        if (third === undefined) return about;
        const payloads = fifth === undefined ? [] : [this.#payloads.plain(fifth)];
        return { ...about, words: `${third}: ${fourth}`, payloads, isFailure: true };
      }
      default:
        return undefined;
    }
  }

  /** What comes on a channel. */
  #channel(frame: readonly Wire[]): FrameDetails | undefined {
    const [kind, channel, third, fourth] = frame;
    const link = this.#channels.get(channel);
    const path = link?.path ?? `channel ${channel}`;
    switch (kind) {
      case kinds.event:
        if (frame.length < 4) return { path, words: `#${third}, this connection's own` };
        return { path, words: `#${third}`, payloads: [this.#payloads.received(fourth, link?.shape?.event)] };
      case kinds.events: {
        const payloads = [...fourth].map((event) => this.#payloads.received(event, link?.shape?.event));
        return { path, words: `#${third} to #${Number(third) + payloads.length - 1}`, payloads };
      }
      case kinds.gap:
        return { path, words: `up to #${third}: ${fourth}`, isFailure: true };
      default:
        return undefined;
    }
  }

  #begin(id: number, target: Wire, atMs: number): Link {
    const link = this.#topic(target, atMs);
    this.#links.set(id, link);
    return link;
  }

  #topic(target: Wire, atMs: number): Link {
    const shape = this.#payloads.find(this.#payloads.schema?.topics, target);
    const path = shape?.path ?? (typeof target === "string" ? target : `topic ${String(target)}`);
    return { path, atMs, shape, target };
  }

  /** None where the topic has one instance. */
  #params(wire: Wire, { shape, target }: Link): unknown[] {
    return (shape ? shape.params : isThere(wire)) ? [this.#payloads.sent(wire, shape?.params, target)] : [];
  }

  /** Who is there, and what it tells; without that, who has left. */
  #member([member, ...data]: readonly Wire[], link: Link | undefined): unknown[] {
    return [member, ...data.map((told) => this.#payloads.received(told, link?.shape?.presence?.output))];
  }
}

/** A subscription, or what else a client has to do with a topic. */
interface Link {
  readonly path: string;
  readonly atMs: number;
  /** Absent where the schema does not know it. */
  readonly shape: TopicShape | undefined;
  /** By which the frame named it. */
  readonly target: Wire;
}

/** Where a subscription is to begin; empty where that is not said. */
function sinceText(value: Wire): string {
  if (value instanceof Date) return `since ${value.toISOString()}`;
  if (typeof value === "number") return `the latest ${value}`;
  if (!Array.isArray(value)) return "";
  return typeof value[0] === "string"
    ? `after #${value[1]} of ${value[0]}`
    : `resuming ${counted(value.length, "instance")}`;
}
