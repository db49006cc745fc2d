import type {
  ErrorTypes,
  InputSide,
  Limits,
  OutputSide,
  Payload,
  Procedure,
  Schema,
  Topic,
  ZodType,
} from "@hawser/core";
import type { Call } from "./call.js";
import type { ServerFault } from "./fault.js";
import type { AllowedOrigins } from "./http/origin.js";
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
  /** One handler per procedure, in the schema's tree. */
  readonly procedures: Handlers<S["procedures"], Context>;
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
}

/** A handler per procedure of a tree. */
export type Handlers<Tree, Context> = {
  readonly [Name in keyof Tree]: Tree[Name] extends Procedure<infer Input, infer Output, infer Errors>
    ? Handler<Input, Output, Errors, Context>
    : Handlers<Tree[Name], Context>;
};

/**
 * Does what a procedure promises, sync or async. The input has passed validation; the answer is validated and stripped
 * of undeclared keys before it leaves. Whatever it throws, except `call.error(...)`, reaches the caller as `internal`.
 */
export type Handler<Input extends Payload, Output extends Payload, Errors extends ErrorTypes, Context> = (
  input: OutputSide<Input>,
  call: Call<Context, Errors>,
) => Answer<Output> | Promise<Answer<Output>>;

// biome-ignore lint/suspicious/noConfusingVoidType: it stands where a handler returns, and a handler may return nothing
type Answer<Output> = Output extends ZodType ? InputSide<Output> : void;

/** What may be said of each topic of a tree. */
export type TopicHandlers<Tree, Context> = {
  readonly [Name in keyof Tree]?: Tree[Name] extends Topic<infer Params, ZodType>
    ? TopicHandler<Params, Context>
    : TopicHandlers<Tree[Name], Context>;
};

export interface TopicHandler<Params extends ZodType | undefined, Context> {
  /** Whether a connection may subscribe to the instance that `params` select. `false` refuses with `forbidden`. */
  readonly authorize?: (
    params: OutputSide<Params>,
    subscriber: { readonly context: Context; readonly session: string },
  ) => boolean | Promise<boolean>;
}

/** `server.publish`: a function per topic of the schema's tree. */
export type Publishers<Tree> = {
  readonly [Name in keyof Tree]: Tree[Name] extends Topic<infer Params, infer Event>
    ? Publisher<Params, Event>
    : Publishers<Tree[Name]>;
};

/**
 * Publishes one event to every subscriber of an instance. Synchronous: when it returns, the event has its offset.
 * @throws HawserError `invalid_input` when params or event fail validation, `invalid_schema` when a check of theirs is
 * async.
 */
export type Publisher<Params extends ZodType | undefined, Event extends ZodType> = Params extends ZodType
  ? (params: InputSide<Params>, event: InputSide<Event>) => void
  : (event: InputSide<Event>) => void;
