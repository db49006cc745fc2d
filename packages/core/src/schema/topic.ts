import type { InputSide, OutputSide, ZodType } from "./zod.js";

/** What a topic carries and under which policy; data only. */
export interface Topic<
  Params extends ZodType | undefined = ZodType | undefined,
  Event extends ZodType = ZodType,
  Presence extends ZodType | undefined = ZodType | undefined,
  Wildcard extends string = string,
> extends TopicOptions<Params, Event, Presence, Wildcard> {
  readonly kind: "topic";
}

export interface TopicOptions<
  Params extends ZodType | undefined,
  Event extends ZodType,
  Presence extends ZodType | undefined = undefined,
  Wildcard extends string = never,
> {
  /** Says what the topic carries; the stub's member carries it as its doc comment. */
  readonly description?: string;
  /** Marks the stub's member as `@deprecated`. */
  readonly deprecated?: boolean;
  /** Selects one instance of the topic, each with its own events and offsets. Absent: there is one instance. */
  readonly params?: Params;
  /** One event. */
  readonly event: Event;
  /**
   * How many of an instance's latest events, and for how many milliseconds, a subscriber can get after the fact: after a
   * lost connection, when it was too slow, or because it asks for them. Absent: none.
   */
  readonly history?: History;
  /**
   * Keeps the latest event of each instance, however old, and gives it to every new subscriber at once.
   * @default false
   */
  readonly retain?: boolean;
  /**
   * What happens to a subscriber while more than `maxEventBytes` wait for its connection. Answers to calls and items of
   * streams are never left out.
   * - `resume`: events wait in `history` and follow as it reads; those that are too old by then become a gap.
   * - `conflate`: of each value of `conflateBy` only the latest event is kept, the others become gaps.
   * - `drop`: events become a gap.
   * - `disconnect`: its connection is closed with code 4413 once `maxBufferedBytes` wait for it.
   * @default "resume" where there is `history`, else "disconnect"
   */
  readonly slowConsumer?: SlowConsumer;
  /** For `slowConsumer: "conflate"`: the key of the event that says which events replace each other. */
  readonly conflateBy?: KeyOf<OutputSide<Event>>;
  /**
   * Clients may publish, as far as the server's `authorizePublish` lets them.
   * @default false
   */
  readonly publish?: boolean;
  /**
   * What each member of an instance tells of itself, such as a name. Clients can then enter an instance, and hear who is
   * there, who joins, changes and leaves. Absent: nobody is present.
   */
  readonly presence?: Presence;
  /**
   * Lets one subscription cover several instances: the stub has `subscribeAll`, which takes a list of params, and `any` in
   * place of each param named here, to hear of all instances that agree in the others. Whether a subscriber may leave
   * params open is up to the server's `authorizePattern`; the params are a `z.object` then. Empty: lists only, of
   * params of any type. Absent: no `subscribeAll`, and no bundle carries the code behind it.
   */
  readonly wildcards?: readonly (Wildcard & KeyOf<InputSide<Params>>)[];
}

/** The keys of an object; any name where nobody knows which there are. */
export type KeyOf<Value> = unknown extends Value ? string : keyof Value & string;

export interface History {
  /** Events of one instance, at most. */
  readonly size: number;
  /** Milliseconds since an event was published, at most. */
  readonly ageMs: number;
}

export type SlowConsumer = "resume" | "conflate" | "drop" | "disconnect";

/** Declares a topic. `defineSchema` checks it, because only there it has a path to complain about. */
// NoInfer: what is absent here must not be inferred from what `defineSchema` would accept.
export function topic<
  Event extends ZodType,
  Params extends ZodType | undefined = undefined,
  Presence extends ZodType | undefined = undefined,
  const Wildcard extends string = never,
>(
  options: TopicOptions<Params, Event, Presence, Wildcard>,
): Topic<NoInfer<Params>, NoInfer<Event>, NoInfer<Presence>, NoInfer<Wildcard>> {
  return { ...options, kind: "topic" };
}
