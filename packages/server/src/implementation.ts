import type {
  ErrorTypes,
  InputSide,
  Items,
  Limits,
  OutputSide,
  Payload,
  Procedure,
  Schema,
  SchemaMetadata,
  Stream,
  Topic,
  ZodType,
} from "@hawser/core";
import type { Call } from "./calls/call.js";
import type { IdempotencyOptions } from "./calls/idempotency.js";
import type { Guarded, Middleware } from "./calls/middleware.js";
import type { ServerFault } from "./fault.js";
import type { AllowedOrigins } from "./http/origin.js";
import type { ServerObserver } from "./observer.js";
import type { Broker, Position } from "./topics/broker.js";
import type { HttpHandler, UpgradeRequest } from "./transport/transport.js";

/** What a user gives to `createServer` beside the schema: who may connect, what each procedure does, and the limits. */
export interface Implementation<S extends Schema, Context> {
  /**
   * Decides over each hello and gives the connection its context; may be async. Annotate its parameter, as in
   * `authenticate: ({ auth }: Hello<typeof schema>) => ...`: without it TypeScript looks at the handlers before it knows
   * the context's type, and `call.context` is `unknown` there. Required where the schema declares `auth`; absent, the
   * context is `undefined`.
   *
   * Throw a HawserError `unauthenticated` to refuse: the client is told and does not try again with the same value.
   * Anything else that it throws is a failure of the server: the client is told to try later.
   */
  readonly authenticate?: (hello: Hello<S>) => Context | Promise<Context>;
  /**
   * When a context that `authenticate` returned expires; `undefined`: never. The client is asked for another auth value
   * ahead of it, by a tenth of the time but at most 60 seconds; without one by then its connection closes with 4419.
   * Absent: no context expires.
   */
  readonly authExpiry?: (context: Context) => Date | undefined;
  /** Runs around every handler, the first outermost. Middleware that adds to the context goes into `procedures`. */
  readonly middleware?: readonly Middleware<Context>[];
  /** One handler per procedure, in the schema's tree; any part of it may stand in {@link withMiddleware}. */
  readonly procedures: Handlers<S["procedures"], Context, S["metadata"]>;
  /** Who may subscribe, in the schema's tree; topics without `authorize` are open to every connection. */
  readonly topics?: TopicHandlers<S["topics"], Context>;
  /** Path of the WebSocket endpoint. @default "/" */
  readonly path?: string;
  /**
   * Which pages may connect: exact origins (`https://app.example.com`), `*.` for one level of subdomains, `"any"`, or
   * `"same"` for pages that this host served. A client without an Origin header is no browser and always passes.
   * @default "same"
   */
  readonly origins?: AllowedOrigins;
  /** Where the outcomes of idempotent calls are remembered. Absent: in memory. */
  readonly idempotency?: IdempotencyOptions<Context>;
  /** Where topics keep their events. Absent: in the memory of this server. */
  readonly broker?: Broker;
  /** Watch the server for telemetry. */
  readonly observers?: readonly ServerObserver[];
  /**
   * Answers `GET /healthz` with 200 as long as the process serves, and `GET /readyz` with 200 until it drains or closes,
   * then 503.
   * @default true
   */
  readonly health?: boolean;
  /**
   * Tells the schema, docs included, to every client that asks for it, as `hawser call` and `hawser subscribe` do where they
   * are given none.
   * @default false
   */
  readonly reflection?: boolean;
  /** Overrides of single limits. */
  readonly limits?: Partial<Limits>;
  /**
   * permessage-deflate. Off by default: frames are small already, and a compressor costs each connection memory and
   * each message time.
   * @default false
   */
  readonly compression?: boolean;
  /** Answers plain HTTP requests on the same port, each in turn until one answers. */
  readonly http?: readonly HttpHandler[];
  /**
   * Told of everything that went wrong on the server and that callers see only as `internal`.
   * @default prints to standard error
   */
  readonly onError?: (fault: ServerFault) => void;
}

/** What `authenticate` decides over. */
export interface Hello<S extends Schema> {
  /** What the client presented, validated; `undefined` where the schema declares no `auth`. */
  readonly auth: OutputSide<S["auth"]>;
  readonly request: UpgradeRequest;
  /** The context so far, where the client presents another auth value on an open connection; otherwise `undefined`. */
  readonly previous: unknown;
}

/** A handler per procedure of a tree. */
export type Handlers<Tree, Context, Metadata extends SchemaMetadata = SchemaMetadata> = {
  readonly [Name in keyof Tree]: HandlersOf<Tree[Name], Context, Metadata> | Guarded<Tree[Name], Context, Metadata>;
};

/** What serves one node of a tree: a handler for a procedure, handlers for a namespace. */
export type HandlersOf<Node, Context, Metadata extends SchemaMetadata = SchemaMetadata> =
  Node extends Procedure<infer Input, infer Output, infer Errors>
    ? Handler<Input, Output, Errors, Context, Metadata>
    : Handlers<Node, Context, Metadata>;

/**
 * Does what a procedure promises, sync or async. The input has passed validation; the answer is validated and stripped
 * of undeclared keys before it leaves. Whatever it throws, except what `call` makes, reaches the caller as `internal`.
 *
 * An input that is a stream is an async iterable of validated items, to be read once; to leave its loop tells the caller
 * to stop. An output that is a stream is any iterable, usually of an async generator: it is asked for an item when
 * the caller has room for it, and ended when the call is over, whatever the reason.
 */
export type Handler<
  Input extends Payload,
  Output extends Payload,
  Errors extends ErrorTypes,
  Context,
  Metadata extends SchemaMetadata = SchemaMetadata,
> = (input: HandlerInput<Input>, call: Call<Context, Errors, Metadata>) => Answer<Output> | Promise<Answer<Output>>;

type HandlerInput<Input> = Input extends Stream<infer Item> ? AsyncIterable<OutputSide<Item>> : OutputSide<Input>;

/** What a handler may return; where nothing is declared, whatever it returns stays on the server. */
type Answer<Output> =
  Output extends Stream<infer Item> ? Items<InputSide<Item>> : Output extends ZodType ? InputSide<Output> : unknown;

/** What may be said of each topic of a tree. */
export type TopicHandlers<Tree, Context> = {
  readonly [Name in keyof Tree]?: Tree[Name] extends Topic<infer Params, infer Event, infer Presence, infer Wildcard>
    ? TopicHandler<Params, Event, Context, Presence, Wildcard>
    : TopicHandlers<Tree[Name], Context>;
};

export interface TopicHandler<
  Params extends ZodType | undefined,
  Event extends ZodType,
  Context,
  Presence extends ZodType | undefined = undefined,
  Wildcard extends string = never,
> {
  /** Whether a connection may subscribe to the instance that `params` select. `false` refuses with `forbidden`. */
  readonly authorize?: (
    params: OutputSide<Params>,
    subscriber: { readonly context: Context; readonly session: string },
  ) => boolean | Promise<boolean>;
  /**
   * Whether a connection may publish these events, all or none, to the instance that `params` select. Required where the
   * schema lets clients publish. `false` refuses with `forbidden`.
   */
  readonly authorizePublish?: (
    params: OutputSide<Params>,
    publisher: { readonly context: Context; readonly session: string; readonly events: readonly OutputSide<Event>[] },
  ) => boolean | Promise<boolean>;
  /**
   * Whether a connection that may subscribe may also be a member with this data, which is its own word: whoever should not
   * pretend to be somebody else is told here. Asked again for other data. `false` refuses with `forbidden`.
   */
  readonly authorizePresence?: (
    params: OutputSide<Params>,
    member: { readonly context: Context; readonly session: string; readonly data: OutputSide<Presence> },
  ) => boolean | Promise<boolean>;
  /**
   * Whether a connection may subscribe to all instances that agree in the params that are given, those that are not there
   * yet included; those that are left open are `undefined`, and named in `open`. `authorize` is not asked about each. Required where the
   * schema has `wildcards`. `false` refuses with `forbidden`.
   */
  readonly authorizePattern?: (
    given: Pattern<Params, Wildcard>,
    subscriber: { readonly context: Context; readonly session: string; readonly open: readonly Wildcard[] },
  ) => boolean | Promise<boolean>;
}

/** Params of which some are left open. */
export type Pattern<Params, Wildcard extends string> = Omit<OutputSide<Params>, Wildcard> & {
  readonly [Name in Wildcard & keyof OutputSide<Params>]?: OutputSide<Params>[Name] | undefined;
};

/** `server.publish`: a function per topic of the schema's tree. */
export type Publishers<Tree> = {
  readonly [Name in keyof Tree]: Tree[Name] extends Topic<infer Params, infer Event>
    ? Publisher<Params, Event>
    : Publishers<Tree[Name]>;
};

/**
 * Publishes an event to every subscriber of an instance; `batch` publishes several, which travel together. With the
 * in-memory broker the events have their offsets when it returns; with another one it returns a promise.
 *
 * @returns the position of the last event.
 * @throws HawserError `invalid_input` when params or event fail validation, `invalid_schema` when a check of theirs is
 * async; then nothing was published.
 */
export type Publisher<Params extends ZodType | undefined, Event extends ZodType> = Params extends ZodType
  ? {
      (params: InputSide<Params>, event: InputSide<Event>, options?: PublishOptions): Position | Promise<Position>;
      batch(
        params: InputSide<Params>,
        events: readonly InputSide<Event>[],
        options?: PublishOptions,
      ): Position | Promise<Position>;
    }
  : {
      (event: InputSide<Event>, options?: PublishOptions): Position | Promise<Position>;
      batch(events: readonly InputSide<Event>[], options?: PublishOptions): Position | Promise<Position>;
    };

export interface PublishOptions {
  /** A session that does not get the event back: `call.session` of who caused it. It is told of the offset only. */
  readonly except?: string;
}

/** `server.topics`: what can be done to each topic of the schema's tree. */
export type TopicControls<Tree, Context> = {
  readonly [Name in keyof Tree]: Tree[Name] extends Topic<infer Params, ZodType, infer Presence>
    ? TopicControl<Params, Context, Presence>
    : TopicControls<Tree[Name], Context>;
};

export interface TopicControl<
  Params extends ZodType | undefined,
  Context,
  Presence extends ZodType | undefined = undefined,
> {
  /**
   * Ends subscriptions; their subscribers are told `forbidden` with the message.
   * @returns how many.
   */
  revoke(options?: RevokeOptions<Params, Context>): number;
  /**
   * Who is present in an instance, on whatever server.
   * @throws HawserError `invalid_input` for params that fail validation, `invalid_schema` where the topic has no presence.
   */
  members(
    ...params: Params extends ZodType ? [InputSide<Params>] : []
  ): Promise<readonly Member<OutputSide<Presence>>[]>;
}

/** Somebody who is present. */
export interface Member<Data> {
  /** The same for the time that it is present, reconnects included. */
  readonly id: string;
  readonly data: Data;
}

export interface RevokeOptions<Params, Context> {
  /** Of one instance. Absent: of all. */
  readonly params?: Params extends ZodType ? InputSide<Params> : undefined;
  /** Which of them; params that a subscription to a pattern leaves open are `undefined`. Absent: all. */
  readonly where?: (subscriber: {
    readonly params: OutputSide<Params>;
    readonly context: Context;
    readonly session: string;
  }) => boolean;
  /** For people. */
  readonly message?: string;
}
