import type { ProcedureShape, SchemaShape, TopicShape } from "@hawser/core";
import type { NamedShape } from "./named-shape.js";
import { camelCase, type Names, pascalCase } from "./names.js";
import { objectBehind } from "./object-behind.js";
import type { ObjectShape } from "./parts.js";
import { isPrintedAlike } from "./printed-alike.js";

/** How the declarations of a procedure are called. */
export interface ProcedureNames {
  readonly kind: "procedure";
  readonly procedure: ProcedureShape;
  /** Its number on the wire. */
  readonly id: number;
  /** The constant that describes it to the client. */
  readonly constant: string;
  /** Of an item where the input is a stream; absent where it takes no input. */
  readonly input?: string;
  /** Of an item where the output is a stream; absent where it answers nothing. */
  readonly output?: string;
  /** The options that a call takes, where the stub declares them; absent where the client's own say it all. */
  readonly options?: string;
  /** Names of the data of its errors, in the order of `procedure.errors`. */
  readonly errorData: readonly string[];
  /** The union of all errors, and the function that recognises one; absent where it declares none. */
  readonly error?: { readonly type: string; readonly guard: string };
}

/** How the declarations of a topic are called. */
export interface TopicNames {
  readonly kind: "topic";
  readonly topic: TopicShape;
  /** Its number on the wire. */
  readonly id: number;
  /** The constant that describes it to the client. */
  readonly constant: string;
  /** The class by which it is subscribed. */
  readonly name: string;
  /** Absent where it has one instance. */
  readonly params?: string;
  readonly event: string;
  /** One event as a client publishes it: `event` where both are printed alike. Absent where clients may not publish. */
  readonly published?: string;
  /** Absent where nobody is present. */
  readonly member?: MemberNames;
  /** The params where `any` may take the place of some, with the object that params are. Absent where it never may. */
  readonly pattern?: NamedShape & { readonly shape: ObjectShape };
}

/** How the declarations for what a member of an instance tells of itself are called. */
export interface MemberNames {
  /** As a client tells it: `told` where both are printed alike. */
  readonly own: string;
  /** As a client hears it of others. */
  readonly told: string;
}

/** What a topic is named by, beside its own path. */
export interface TopicNamingOptions {
  /** Its number on the wire. */
  readonly id: number;
  readonly names: Names;
  /** What a `ref` points to. */
  readonly definitions: SchemaShape["definitions"];
}

/** What a procedure is named by, beside its own path. */
export interface NamingOptions {
  /** Its number on the wire. */
  readonly id: number;
  readonly names: Names;
  /** The options that calls take; absent where the client's own say it all. */
  readonly options?: CallOptionsNames | undefined;
}

/** The options that the stub declares for metadata. */
export interface CallOptionsNames {
  readonly call: string;
  /** Of calls that stream; absent where none does. */
  readonly stream?: string;
}

/**
 * `rooms.send` is declared as `roomsSend`, `RoomsSendInput`, `RoomsSendOutput`, `RoomsSendError`; where it streams, as
 * `RoomsSendInputItem`, `RoomsSendOutputItem`.
 */
export function nameProcedure(procedure: ProcedureShape, { id, names, options }: NamingOptions): ProcedureNames {
  const prefix = pascalCase(procedure.path);
  const constant = names.take(camelCase(procedure.path), `${camelCase(procedure.path)}Procedure`);
  const optionsType = procedure.streams ? options?.stream : options?.call;
  const errorType = procedure.errors.length > 0 ? names.take(`${prefix}Error`) : undefined;
  return {
    kind: "procedure",
    procedure,
    id,
    constant,
    ...(procedure.input && { input: names.take(`${prefix}Input${streamsInput(procedure) ? "Item" : ""}`) }),
    ...(procedure.output && { output: names.take(`${prefix}Output${streamsOutput(procedure) ? "Item" : ""}`) }),
    ...(optionsType !== undefined && { options: optionsType }),
    errorData: procedure.errors.map(({ code }) => names.take(`${prefix}${code}`, `${prefix}${code}Data`)),
    ...(errorType !== undefined && { error: { type: errorType, guard: names.take(`is${errorType}`) } }),
  };
}

/**
 * `rooms.messages` is declared as `roomsMessages`, `RoomsMessagesParams`, `RoomsMessagesEvent`, and as
 * `RoomsMessagesPublishEvent` where clients publish something else. Members are declared as `RoomsMessagesMember`, and as
 * `RoomsMessagesMemberInput` where they tell it otherwise; params with `any` as `RoomsMessagesPattern`.
 */
export function nameTopic(topic: TopicShape, { id, names, definitions }: TopicNamingOptions): TopicNames {
  const prefix = pascalCase(topic.path);
  const constant = names.take(camelCase(topic.path), `${camelCase(topic.path)}Topic`);
  const name = names.take(`${prefix}Topic`);
  const params = topic.params && names.take(`${prefix}Params`);
  const event = names.take(`${prefix}Event`);
  const { publish } = topic;
  const isAlike = publish && isPrintedAlike(publish, topic.event, definitions);
  const published = publish && (isAlike ? event : names.take(`${prefix}PublishEvent`));
  const member = topic.presence && nameMember(topic.presence, prefix, { names, definitions });
  const pattern = topic.params && topic.wildcards?.length && objectBehind(topic.params, definitions);
  return {
    kind: "topic",
    topic,
    id,
    constant,
    name,
    ...(params !== undefined && { params }),
    event,
    ...(published !== undefined && { published }),
    ...(member && { member }),
    ...(pattern && { pattern: { type: names.take(`${prefix}Pattern`), shape: pattern } }),
  };
}

function nameMember(
  { input, output }: NonNullable<TopicShape["presence"]>,
  prefix: string,
  { names, definitions }: Omit<TopicNamingOptions, "id">,
): MemberNames {
  const told = names.take(`${prefix}Member`);
  return { told, own: isPrintedAlike(input, output, definitions) ? told : names.take(`${prefix}MemberInput`) };
}

/** Whether a procedure takes a stream of items. */
export function streamsInput({ streams }: ProcedureShape): boolean {
  return streams === "input" || streams === "both";
}

/** Whether a procedure answers with a stream of items. */
export function streamsOutput({ streams }: ProcedureShape): boolean {
  return streams === "output" || streams === "both";
}
