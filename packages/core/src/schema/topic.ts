import type { OutputSide, ZodType } from "./zod.js";

/** What a topic carries and under which policy; data only. */
export interface Topic<Params extends ZodType | undefined = ZodType | undefined, Event extends ZodType = ZodType>
  extends TopicOptions<Params, Event> {
  readonly kind: "topic";
}

export interface TopicOptions<Params extends ZodType | undefined, Event extends ZodType> {
  /** Says what the topic carries; the stub's member carries it as its doc comment. */
  readonly description?: string;
  /** Marks the stub's member as `@deprecated`. */
  readonly deprecated?: boolean;
  /** Selects one instance of the topic, each with its own events and offsets. Absent: there is one instance. */
  readonly params?: Params;
  /** One event. */
  readonly event: Event;
  /** How many events, and for how long, a subscriber can get after the fact. */
  readonly history?: { readonly size: number; readonly ageMs: number };
  /**
   * What happens to a subscriber that reads more slowly than events come.
   * - `disconnect`: its connection is closed with code 4413 once `maxBufferedBytes` wait for it.
   * @default "disconnect"
   */
  readonly slowConsumer?: "resume" | "conflate" | "drop" | "disconnect";
  /** The field of an event whose latest value per key is kept, for `slowConsumer: "conflate"`. */
  readonly conflateBy?: keyof OutputSide<Event> & string;
  /** What each present subscriber tells of itself. */
  readonly presence?: ZodType;
}

/** Declares a topic. `defineSchema` checks it, because only there it has a path to complain about. */
// NoInfer: what is absent here must not be inferred from what `defineSchema` would accept.
export function topic<Event extends ZodType, Params extends ZodType | undefined = undefined>(
  options: TopicOptions<Params, Event>,
): Topic<NoInfer<Params>, NoInfer<Event>> {
  return { ...options, kind: "topic" };
}
