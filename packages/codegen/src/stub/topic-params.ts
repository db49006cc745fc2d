import type { TopicNames } from "./operation-names.js";
import { acceptsUndefined } from "./parts.js";

/** The parameter of a topic's method that says which instance is meant; none where there is only one. */
export function paramsParameter({ topic, params }: TopicNames): string[] {
  if (params === undefined) return [];
  return [`params${topic.params && acceptsUndefined(topic.params) ? "?" : ""}: ${params}`];
}

/** What stands for it in the call that the method makes. */
export function paramsArgument({ params }: TopicNames): string {
  return params === undefined ? "undefined" : "params";
}
