import { deliveryDocs } from "../stub/delivery-docs.js";
import { lineWidth } from "../stub/layout.js";
import { streamsInput, streamsOutput } from "../stub/operation-names.js";
import { callOf, type Expression, printExpression } from "./expression.js";
import { printDocstring } from "./python-docs.js";
import { pythonString } from "./python-literal.js";
import { ScopeNames, typeBeside } from "./python-names.js";
import type { PythonInput, PythonMember, PythonProcedure, PythonTopic } from "./python-operations.js";
import { type Attribute, deprecation, either } from "./python-types.js";

/** What every procedure of a schema takes beside its input. */
export interface MetadataTypes {
  /** The type of what calls carry; absent where they carry nothing. */
  readonly call?: string;
  /** The type of what answers carry; absent where they carry nothing. */
  readonly answer?: string;
}

/** Where a method stands: its own name, and those of all members, which hide types of the same name. */
export interface Place {
  readonly name: string;
  readonly members: readonly string[];
  readonly connection: string;
}

/** The method that calls a procedure. */
export function printCall(names: PythonProcedure, place: Place, metadata: MetadataTypes): string[] {
  const { procedure, constant, input, output, errors } = names;
  const takesItems = streamsInput(procedure);
  const givesItems = streamsOutput(procedure);
  const scope = new ScopeNames(["timeout_s", "metadata", "on_metadata"]);
  const given = takesItems || !input ? undefined : parametersOf(input, "input", scope);
  const own: Parameter[] = [
    ...(given?.keywords ?? []),
    { name: "timeout_s", type: "hawser.Timeout", default: "hawser.AUTO" },
    ...(metadata.call === undefined ? [] : [{ name: "metadata", type: `${metadata.call} | None`, default: "None" }]),
    ...(metadata.answer === undefined
      ? []
      : [{ name: "on_metadata", type: `Callable[[${metadata.answer}], object] | None`, default: "None" }]),
  ];
  const call = callOf(`${place.connection}.${givesItems ? "stream" : "call"}`, [
    constant,
    ...(given ? [given.value] : []),
    ...(takesItems ? ["items=items"] : []),
    "timeout_s=timeout_s",
    ...(metadata.call === undefined ? [] : ["metadata=metadata"]),
    ...(metadata.answer === undefined ? [] : ["on_metadata=on_metadata"]),
  ]);
  const result = output?.type ?? "None";
  const returned = givesItems ? `AsyncGenerator[${result}, None]` : result;
  const verb = givesItems ? "return " : output ? "return await " : "await ";
  return printMethod({
    head: givesItems ? "def" : "async def",
    place,
    positional: [
      ...(given?.positional ?? []),
      ...(takesItems
        ? [{ name: "items", type: `AsyncIterable[${input?.type ?? "Any"}] | Iterable[${input?.type ?? "Any"}]` }]
        : []),
    ],
    keywords: own,
    returned,
    docs: [
      procedure.description ?? `Calls \`${procedure.path}\`.`,
      streamDocs(takesItems, givesItems, names),
      procedure.idempotentMs === undefined
        ? undefined
        : "Idempotent: when the connection is lost the call is made again by itself until its timeout, and runs once.",
      errors.length === 0 ? undefined : `Raises ${errors.map(({ name }) => name).join(", ")}.`,
      deprecation(procedure),
    ],
    body: [...deprecationWarning(procedure), printExpression(verb, call, indent)],
  });
}

/** The class by which a topic is subscribed and published to. */
export function printTopicClass(names: PythonTopic): string[] {
  const { topic, name, constant, event, published } = names;
  const subscribeScope = new ScopeNames(topicOptions);
  const members = ["attend", "publish", "subscribe", "subscribe_all", "subscribe_pattern"];
  const subscribed = names.params && parametersOf(names.params, "params", subscribeScope);
  const subscribe = printMethod({
    head: "def",
    place: { name: "subscribe", members, connection },
    positional: subscribed?.positional ?? [],
    keywords: [
      ...(subscribed?.keywords ?? []),
      { name: "since", type: "hawser.Position | int | datetime.datetime | None", default: "None" },
    ],
    returned: `hawser.Subscription[${event.type}]`,
    docs: [
      "Subscribes at once; read the events with `async for`.",
      "`since` begins it in the past, as far as events are kept: behind a position, with so many of the latest, or at a time.",
      deliveryDocs(topic)?.replaceAll("`options.since`", "`since`"),
    ],
    body: [
      ...deprecationWarning(topic),
      printExpression(
        "return ",
        callOf(`${connection}.subscribe`, [constant, subscribed?.value ?? "None", "since=since"]),
        indent,
      ),
    ],
  });
  return [
    `class ${name}:`,
    ...printDocstring([topic.description ?? `The topic \`${topic.path}\`.`, deprecation(topic)], "    "),
    "",
    "    def __init__(self, connection: hawser.Connection) -> None:",
    "        self._connection = connection",
    "",
    ...subscribe,
    ...(topic.wildcards && names.params ? ["", ...printSubscribeAll(names, names.params, members)] : []),
    ...(names.pattern ? ["", ...printSubscribePattern(names, names.pattern, members)] : []),
    ...(published ? ["", ...printPublish(names, published.type, members)] : []),
    ...(names.member ? ["", ...printAttend(names, names.member, members)] : []),
  ];
}

function printSubscribeAll(
  { topic, constant, event }: PythonTopic,
  { type }: PythonInput,
  members: readonly string[],
): string[] {
  return printMethod({
    head: "def",
    place: { name: "subscribe_all", members, connection },
    positional: [{ name: "params", type: `Iterable[${type}]` }],
    keywords: [{ name: "since", type: `hawser.Since[${type}]`, default: "None" }],
    returned: `hawser.PatternSubscription[${type}, ${event.type}]`,
    docs: [
      "Subscribes to several instances at once, each as with `subscribe`; every event comes with its params.",
      sinceDocs,
    ],
    body: [
      ...deprecationWarning(topic),
      printExpression("return ", callOf(`${connection}.subscribe_all`, [constant, "params", "since=since"]), indent),
    ],
  });
}

function printSubscribePattern(
  { topic, constant, event, params }: PythonTopic,
  pattern: readonly Attribute[],
  members: readonly string[],
): string[] {
  const scope = new ScopeNames(topicOptions);
  const named = pattern.map((attribute) => ({
    ...attribute,
    attribute: attribute.name,
    name: scope.take(attribute.name),
  }));
  const type = params?.type ?? "None";
  const given: Expression = {
    head: "{",
    items: named.map(({ attribute, name }) => `${pythonString(attribute)}: ${name}`),
    tail: "}",
  };
  const open = named.filter(({ field }) => topic.wildcards?.includes(field as string)).map(({ name }) => `\`${name}\``);
  return printMethod({
    head: "def",
    place: { name: "subscribe_pattern", members, connection },
    positional: [],
    keywords: [...named, { name: "since", type: `hawser.Since[${type}]`, default: "None" }],
    returned: `hawser.PatternSubscription[${type}, ${event.type}]`,
    docs: [
      `Subscribes to all instances that agree in what is not \`hawser.ANY\`, later ones too. It may stand for ${inWords(open)}.`,
      sinceDocs,
    ],
    body: [
      ...deprecationWarning(topic),
      printExpression("return ", callOf(`${connection}.subscribe_pattern`, [constant, given, "since=since"]), indent),
    ],
  });
}

function printAttend(
  { topic, constant, params }: PythonTopic,
  { told, given, takesNone }: PythonMember,
  members: readonly string[],
): string[] {
  const selected = params && parametersOf(params, "params", new ScopeNames(topicOptions));
  const none = takesNone ? "hawser.Undefined" : "None";
  return printMethod({
    head: "def",
    place: { name: "attend", members, connection },
    positional: selected?.positional ?? [],
    keywords: [
      ...(selected?.keywords ?? []),
      { name: "as_", type: either(given.type, none), default: takesNone ? "hawser.UNDEFINED" : "None" },
    ],
    returned: `hawser.Attendance[${told.type}, ${given.type}]`,
    docs: [
      "Tells who is here: in `members`, and every change with `async for`.",
      "Enters with `as_`, until `leave`; without it one only watches. Who loses the connection for a moment stays a member, and others hear nothing of it.",
    ],
    body: [
      ...deprecationWarning(topic),
      printExpression(
        "return ",
        callOf(`${connection}.attend`, [constant, selected?.value ?? "None", "as_=as_"]),
        indent,
      ),
    ],
  });
}

const connection = "self._connection";

/** What methods of topics take beside params, which are called the same in all of them. */
const topicOptions = ["as_", "events", "silent", "since", "timeout_s"];

const sinceDocs =
  "`since` begins every instance in the past, as far as events are kept: with so many of the latest, at a time, or where `positions()` said.";

function inWords(names: readonly string[]): string {
  return names.length === 1 ? names.join() : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

function printPublish({ topic, constant, params }: PythonTopic, type: string, members: readonly string[]): string[] {
  const given = params && parametersOf(params, "params", new ScopeNames(topicOptions));
  // The events come first, however many there are, so that what selects the instance has to be named.
  const keywords = [...(given?.positional ?? []), ...(given?.keywords ?? [])];
  const call = callOf(`${connection}.publish`, [
    constant,
    "events",
    given?.value ?? "None",
    "silent=silent",
    "timeout_s=timeout_s",
  ]);
  return printMethod({
    head: "async def",
    place: { name: "publish", members, connection },
    positional: [{ name: "*events", type }],
    keywords: [
      ...keywords,
      { name: "silent", type: "bool", default: "False" },
      { name: "timeout_s", type: "hawser.Timeout", default: "hawser.AUTO" },
    ],
    returned: "hawser.Position",
    docs: [
      "Publishes events in their order, all or none; returns the place of the last.",
      "`silent` keeps them from the subscriptions of this client.",
    ],
    body: [...deprecationWarning(topic), printExpression("return await ", call, indent)],
  });
}

interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly default?: string;
}

const indent = "        ";

/** The parameters for a value, and what is made of them. */
function parametersOf(
  { attributes, type, isOptional }: PythonInput,
  wanted: string,
  scope: ScopeNames,
): { positional: readonly Parameter[]; keywords: readonly Parameter[]; value: Expression } {
  if (!attributes) {
    const name = scope.take(wanted);
    return { positional: [{ name, type, ...(isOptional && { default: "None" }) }], keywords: [], value: name };
  }
  const named = attributes.map((attribute) => ({ attribute, name: scope.take(attribute.name) }));
  return {
    positional: [],
    keywords: named.map(({ attribute, name }) => {
      const isRest = attribute.default?.startsWith("dataclasses.") ?? false;
      const byDefault = isRest ? "None" : attribute.default;
      return {
        name,
        type: isRest ? `${attribute.type} | None` : attribute.type,
        ...(byDefault !== undefined && { default: byDefault }),
      };
    }),
    value: callOf(
      type,
      named.map(({ attribute, name }) => {
        const isRest = attribute.default?.startsWith("dataclasses.") ?? false;
        return `${attribute.name}=${name}${isRest ? " or {}" : ""}`;
      }),
    ),
  };
}

interface Method {
  readonly head: string;
  readonly place: Place;
  readonly positional: readonly Parameter[];
  readonly keywords: readonly Parameter[];
  readonly returned: string;
  readonly docs: readonly (string | undefined)[];
  readonly body: readonly string[];
}

function printMethod({ head, place, positional, keywords, returned, docs, body }: Method): string[] {
  const { name, members } = place;
  const print = (parameter: Parameter): string => {
    const value = parameter.default === undefined ? "" : ` = ${parameter.default}`;
    return `${parameter.name}: ${typeBeside(members, parameter.type)}${value}`;
  };
  const isVariadic = positional.some((parameter) => parameter.name.startsWith("*"));
  const parameters = [
    "self",
    ...positional.map(print),
    ...(isVariadic || keywords.length === 0 ? [] : ["*"]),
    ...keywords.map(print),
  ];
  const tail = ` -> ${typeBeside(members, returned)}:`;
  const line = `    ${head} ${name}(${parameters.join(", ")})${tail}`;
  const signature =
    line.length <= lineWidth
      ? [line]
      : [`    ${head} ${name}(`, ...parameters.map((parameter) => `${indent}${parameter},`), `    )${tail}`];
  return [...signature, ...printDocstring(docs, indent), ...body];
}

function streamDocs(takesItems: boolean, givesItems: boolean, { input }: PythonProcedure): string | undefined {
  const bytes = input?.type === "bytes" ? ", such as pieces of a file" : "";
  const lines = [
    ...(takesItems ? [`Streams its input as fast as the server reads: pass any iterable of items${bytes}.`] : []),
    ...(givesItems
      ? ["Streams its output: the call is made when `async for` asks for the first item; leaving the loop cancels it."]
      : []),
  ];
  return lines.length === 0 ? undefined : lines.join("\n");
}

function deprecationWarning({ path, deprecated }: { path: string; deprecated?: true }): string[] {
  if (!deprecated) return [];
  return [`${indent}warnings.warn(${pythonString(`${path} is deprecated`)}, DeprecationWarning, stacklevel=2)`];
}
