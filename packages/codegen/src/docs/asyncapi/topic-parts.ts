import type { Shape, TopicShape } from "@hawser/core";
import type { TopicNames } from "../../stub/operation-names.js";
import { typesOfTopic } from "../payload-types.js";
import type { AsyncApiParts } from "./asyncapi-parts.js";
import { ComponentNames } from "./component-names.js";

/** The channel of a topic, whose address has a parameter for each of its params, and what happens there. */
export function printTopicParts(names: TopicNames, parts: AsyncApiParts): void {
  const { topic } = names;
  const { path, description } = topic;
  const { params, event, published, member, ownMember } = typesOfTopic(names);
  const key = parts.keyOf(path);
  const parameters = topic.params ? parametersOf(topic.params, parts) : {};
  const policy = policyOf(topic);
  parts.channels[key] = {
    address: [path, ...Object.keys(parameters).map((name) => `{${name}}`)].join("/"),
    ...(description !== undefined && { description }),
    messages: {
      event: parts.message(event, event.about),
      ...(published && { publish: parts.message(published, `An event for \`${path}\`, of a client.`) }),
      ...(member && { member: parts.message(member, member.about) }),
      ...(ownMember && { attend: parts.message(ownMember, ownMember.about) }),
    },
    ...(params && { parameters }),
    ...((params ?? policy) && { "x-hawser": { ...(params && { params: parts.refTo(params.name) }), ...policy } }),
  };
  const operation = (name: string, action: "send" | "receive", message: string, summary: string): void => {
    parts.operations[`${key}.${name}`] = {
      action,
      channel: { $ref: `#/channels/${key}` },
      title: `${path}.${name}`,
      summary,
      ...(description !== undefined && { description }),
      ...parts.security,
      ...parts.tags(topic),
      messages: [{ $ref: `#/channels/${key}/messages/${message}` }],
    };
  };
  operation("subscribe", "send", "event", "Sends events to whoever subscribed.");
  if (published) operation("publish", "receive", "publish", "Takes an event that a client publishes.");
  if (member) operation("attend", "receive", "attend", "Lets a client in, with what it tells of itself.");
  if (member) operation("members", "send", "member", "Tells who is there, who joins, changes and leaves.");
}

/** A parameter is text in AsyncAPI: what it may be in full stands in `x-hawser`. */
function parametersOf(params: Shape, parts: AsyncApiParts): Record<string, object> {
  const keys = new ComponentNames();
  const fields = parts.fieldsOf(params);
  if (fields === undefined) return { params: parameter(params) };
  return Object.fromEntries(fields.map(({ name, shape }) => [keys.keyOf(name).replaceAll(".", "_"), parameter(shape)]));
}

function parameter(shape: Shape): object {
  const { description } = shape;
  const values = shape.kind === "literal" ? shape.values.filter((value) => typeof value === "string") : [];
  return {
    ...(description !== undefined && { description }),
    ...(shape.kind === "literal" && values.length === shape.values.length && { enum: values }),
  };
}

/** How the topic treats its events, as far as the schema says. */
function policyOf(topic: TopicShape): object | undefined {
  const { history, retain, slowConsumer, conflateBy, wildcards } = topic;
  const policy = {
    ...(history && { history }),
    ...(retain && { retain }),
    ...(slowConsumer && { slowConsumer }),
    ...(conflateBy !== undefined && { conflateBy }),
    ...(wildcards && { wildcards }),
  };
  return Object.keys(policy).length === 0 ? undefined : policy;
}
