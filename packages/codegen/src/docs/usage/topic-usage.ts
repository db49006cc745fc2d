import type { TopicNames } from "../../stub/operation-names.js";
import { type Example, exampleOf } from "./example-value.js";
import { lineWidth, printValue } from "./print-value.js";
import { memberAt, type Usage, type UsageContext } from "./usage.js";

/** How to subscribe to a topic, and whatever else its policy allows. */
export function topicUsage(names: TopicNames, context: UsageContext): Usage[] {
  const { topic } = names;
  const params = topic.params ? exampleOf(topic.params, context.definitions, "params") : { value: undefined };
  if (!params) return [];
  const place: Place = { topic: memberAt(context.client, topic.path), params };
  return [
    subscribeUsage(place),
    ...(topic.history || topic.slowConsumer ? [updatesUsage(place)] : []),
    ...patternUsage(names, place),
    ...publishUsage(names, place, context),
    ...attendUsage(names, place, context),
  ];
}

interface Place {
  /** The expression that gives the topic. */
  readonly topic: string;
  /** What selects an instance; its value is undefined where nothing needs to. */
  readonly params: Example;
}

function subscribeUsage(place: Place): Usage {
  const code = [subscribe(place, "events"), "for await (const event of events) {", "  console.log(event);", "}"];
  return { caption: "Subscribe", code: code.join("\n") };
}

function updatesUsage(place: Place): Usage {
  const code = [
    subscribe(place, "events"),
    "for await (const update of events.updates()) {",
    '  if (update.type === "event") console.log(update.event);',
    "  else console.warn(update.from, update.to, update.reason);",
    "}",
  ];
  return { caption: "With gaps", code: code.join("\n") };
}

function subscribe({ topic, params: { value } }: Place, variable: string): string {
  const head = `const ${variable} = ${topic}.subscribe(`;
  return `${head}${value === undefined ? "" : printValue(value, "", head.length)});`;
}

function patternUsage({ topic: { wildcards } }: TopicNames, { topic, params: { value } }: Place): Usage[] {
  if (!wildcards) return [];
  const [open] = wildcards;
  const head = `const events = ${topic}.subscribeAll(`;
  const pattern =
    open === undefined
      ? printValue([value], "", head.length)
      : printValue({ ...(value as object), [open]: placeholder }, "", head.length).replace(placeholderText, "any");
  return [
    {
      caption: "Several instances",
      code: [
        ...(open === undefined ? [] : ['import { any } from "@hawser/client";', ""]),
        `${head}${pattern});`,
        "for await (const { params, event } of events) {",
        "  console.log(params, event);",
        "}",
      ].join("\n"),
    },
  ];
}

/** Stands for `any` until it is printed, which no value is printed as. */
const placeholder = "\u0000";
const placeholderText = JSON.stringify(placeholder);

function publishUsage({ topic: { publish } }: TopicNames, { topic, params }: Place, context: UsageContext): Usage[] {
  const event = publish && exampleOf(publish, context.definitions, "event");
  if (!event) return [];
  return [{ caption: "Publish", code: callOf(`await ${topic}.publish`, params.value, event.value) }];
}

function attendUsage({ topic: { presence } }: TopicNames, { topic, params }: Place, context: UsageContext): Usage[] {
  const member = presence && exampleOf(presence.input, context.definitions, "member");
  if (!member) return [];
  return [
    {
      caption: "Be present",
      code: [
        callOf(`const here = ${topic}.attend`, params.value, { as: member.value }),
        "for await (const change of here) {",
        "  console.log(change.type, here.members.size);",
        "}",
      ].join("\n"),
    },
  ];
}

/** A call with params and another argument, which have a line each where one is too short for both. */
function callOf(callee: string, params: unknown, argument: unknown): string {
  const given = [...(params === undefined ? [] : [params]), argument];
  const line = `${callee}(${given.map((value) => printValue(value, "", callee.length)).join(", ")});`;
  if (!line.includes("\n") && line.length <= lineWidth) return line;
  return `${callee}(\n${given.map((value) => `  ${printValue(value, "  ")},\n`).join("")});`;
}
