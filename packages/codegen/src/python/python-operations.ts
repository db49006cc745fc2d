import type { ProcedureShape, SchemaShape, Shape, TopicShape } from "@hawser/core";
import type { Names } from "../stub/names.js";
import { streamsInput, streamsOutput } from "../stub/operation-names.js";
import { callOf, type Expression, keyword } from "./expression.js";
import { pythonString } from "./python-literal.js";
import { className, constantName } from "./python-names.js";
import { type Attribute, either, type PythonType, type PythonTypes } from "./python-types.js";

/** A value that a method takes: by one parameter, or by one for each field. */
export interface PythonInput extends PythonType {
  /** Where the schema gave the object no name, its fields are the parameters. */
  readonly attributes?: readonly Attribute[];
  /** Whether it may be left out. */
  readonly isOptional: boolean;
}

/** A procedure as the module declares it. */
export interface PythonProcedure {
  readonly procedure: ProcedureShape;
  readonly constant: string;
  /** Of an item, where the input is a stream. */
  readonly input?: PythonInput;
  /** Of an item, where the output is a stream. */
  readonly output?: PythonType;
  readonly errors: readonly PythonError[];
  /** The constant's type, which nothing evaluates: it may name what stands further down. */
  readonly type: string;
  readonly value: Expression;
}

/** A declared error: an exception of the module. */
export interface PythonError {
  readonly name: string;
  readonly code: string;
  /** The type of its data. */
  readonly type: string;
}

/** A topic as the module declares it. */
export interface PythonTopic {
  readonly topic: TopicShape;
  readonly constant: string;
  /** The class by which it is subscribed. */
  readonly name: string;
  readonly params?: PythonInput;
  readonly event: PythonType;
  /** An event as a client publishes it; absent where clients may not. */
  readonly published?: PythonType;
  /** What members tell of themselves; absent where nobody can be present. */
  readonly member?: PythonMember;
  /** The params of a pattern; absent where none can be left open. */
  readonly pattern?: readonly Attribute[];
  /** As of a procedure. */
  readonly type: string;
  readonly value: Expression;
}

/** What a member tells of itself. */
export interface PythonMember {
  /** As others get it. */
  readonly told: PythonType;
  /** As it is given. */
  readonly given: PythonType;
  /** Whether `None` is a value of what is given. */
  readonly takesNone: boolean;
}

/** What declares operations: the types of a module, and its names. */
export interface OperationParts {
  readonly types: PythonTypes;
  readonly names: Names;
  readonly constants: Names;
}

/** Declares the types of a procedure: `RoomsSendInput`, `RoomsSendOutput`, `RoomsSendRoomNotFound`. */
export function declareProcedure(procedure: ProcedureShape, number: number, parts: OperationParts): PythonProcedure {
  const { types, names, constants } = parts;
  const prefix = className(procedure.path);
  const item = (isStream: boolean): string => (isStream ? "Item" : "");
  const input = procedure.input && inputOf(procedure.input, `${prefix}Input${item(streamsInput(procedure))}`, types);
  const output = procedure.output && types.of(procedure.output, `${prefix}Output${item(streamsOutput(procedure))}`);
  const errors = procedure.errors.map(({ code, data }) => {
    const name = names.take(className(`${prefix}.${code}`), className(`${prefix}.${code}.Error`));
    return { name, code, ...types.of(data, `${name}Data`) };
  });
  const streams = [
    ...(streamsInput(procedure) ? ["hawser.Streams.INPUT"] : []),
    ...(streamsOutput(procedure) ? ["hawser.Streams.OUTPUT"] : []),
  ];
  return {
    procedure,
    constant: constants.take(constantName(procedure.path)),
    ...(input && { input }),
    ...(output && { output }),
    errors,
    type: generic("hawser.Procedure", [input?.type ?? "None", output?.type ?? "None"]),
    value: callOf("hawser.Procedure", [
      pythonString(procedure.path),
      String(number),
      ...(input ? [keyword("input", input.codec)] : []),
      ...(output ? [keyword("output", output.codec)] : []),
      ...(streams.length > 0 ? [`streams=${streams.join(" | ")}`] : []),
      ...(procedure.idempotentMs === undefined ? [] : ["idempotent=True"]),
      ...(errors.length === 0
        ? []
        : [
            keyword("errors", {
              head: "(",
              items: errors.map(({ name, codec }) => ({ head: "(", items: [name, codec], tail: ")" })),
              tail: errors.length === 1 ? ",)" : ")",
            }),
          ]),
    ]),
  };
}

/**
 * Declares the types of a topic: `MessagesParams`, `MessagesEvent`, `MessagesPublishEvent`, `MessagesMember`,
 * `MessagesMemberInput`.
 */
export function declareTopic(topic: TopicShape, number: number, parts: OperationParts): PythonTopic {
  const { types, names, constants } = parts;
  const prefix = className(topic.path);
  const name = names.take(`${prefix}Topic`);
  const params = topic.params && inputOf(topic.params, `${prefix}Params`, types);
  const event = types.of(topic.event, `${prefix}Event`);
  const { publish } = topic;
  const isAlike = publish && JSON.stringify(publish) === JSON.stringify(topic.event);
  const published = publish && (isAlike ? event : types.of(publish, `${prefix}PublishEvent`));
  const member = topic.presence && memberOf(topic.presence, prefix, types);
  const pattern = params && topic.wildcards?.length ? patternOf(params, topic.wildcards, types) : undefined;
  return {
    topic,
    constant: constants.take(constantName(topic.path)),
    name,
    ...(params && { params }),
    event,
    ...(published && { published }),
    ...(member && { member }),
    ...(pattern && { pattern }),
    type: generic("hawser.Topic", [params?.type ?? "None", event.type]),
    value: callOf("hawser.Topic", [
      pythonString(topic.path),
      String(number),
      event.codec,
      ...(params ? [keyword("params", params.codec)] : []),
      ...(published ? [keyword("publish", published.codec)] : []),
      ...(topic.history ? ["history=True"] : []),
      ...(member ? [keyword("presence", callOf("hawser.Presence", [member.given.codec, member.told.codec]))] : []),
    ]),
  };
}

function memberOf(
  { input, output }: NonNullable<TopicShape["presence"]>,
  prefix: string,
  types: PythonTypes,
): PythonMember {
  const told = types.of(output, `${prefix}Member`);
  const isAlike = JSON.stringify(input) === JSON.stringify(output);
  return {
    told,
    given: isAlike ? told : types.of(input, `${prefix}MemberInput`),
    takesNone: types.takesNone(input),
  };
}

/** Only params that are an object have names to leave open; it may stand in a definition. */
function patternOf(
  { type }: PythonInput,
  wildcards: readonly string[],
  types: PythonTypes,
): readonly Attribute[] | undefined {
  return types
    .attributesOf(type)
    ?.filter(({ field }) => field !== undefined)
    .map((attribute) =>
      wildcards.includes(attribute.field as string)
        ? { ...attribute, type: either(attribute.type, "hawser.AnyValue") }
        : attribute,
    );
}

function inputOf(shape: Shape, name: string, types: PythonTypes): PythonInput {
  const type = types.of(shape, name);
  const attributes = shape.kind === "object" ? types.attributesOf(type.type) : undefined;
  return {
    ...type,
    ...(attributes && { attributes }),
    isOptional: shape.kind === "optional" || shape.kind === "undefined",
  };
}

/** One type per line where they are too long for the line that they stand in. */
function generic(name: string, types: readonly string[]): string {
  const line = `${name}[${types.join(", ")}]`;
  return line.length <= longestGenericColumns ? line : `${name}[\n${types.map((type) => `    ${type},\n`).join("")}]`;
}

const longestGenericColumns = 80;

/** The shapes of a schema from which a client in Python is made. */
export function rootsOf({ auth, metadata, procedures, topics }: SchemaShape): Shape[] {
  return [
    auth,
    metadata?.call,
    metadata?.answer,
    ...procedures.flatMap(({ input, output, errors }) => [input, output, ...errors.map(({ data }) => data)]),
    ...topics.flatMap(({ params, event, publish, presence }) => [
      params,
      event,
      publish,
      presence?.input,
      presence?.output,
    ]),
  ].filter((shape) => shape !== undefined);
}
