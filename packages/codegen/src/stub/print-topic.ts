import { printDocs } from "./docs.js";
import type { Imports } from "./imports.js";
import { layOutList } from "./layout.js";
import { memberOf, propertyName } from "./names.js";
import { lastName } from "./namespace.js";
import type { TopicNames } from "./operation-names.js";
import { acceptsUndefined } from "./parts.js";
import type { TypePrinter } from "./type-printer.js";

/** The types of a topic: one text per declaration. */
export function printTopicTypes({ topic, params, event }: TopicNames, types: TypePrinter): string[] {
  if (params !== undefined && topic.params) {
    types.declare(params, topic.params, "params", {
      text: [topic.params.description ?? `What selects an instance of \`${topic.path}\`.`],
      deprecated: topic.params.deprecated,
    });
  }
  types.declare(event, topic.event, "output", {
    text: [topic.event.description ?? `An event of \`${topic.path}\`.`],
    deprecated: topic.event.deprecated,
  });
  return types.take();
}

/** The class by which a topic is subscribed. */
export function printTopicClass({ topic, name, constant, params, event }: TopicNames, imports: Imports): string {
  const connection = imports.use("Connection");
  const options = `options?: ${imports.use("SubscribeOptions")}<${event}>`;
  const mark = topic.params && acceptsUndefined(topic.params) ? "?" : "";
  const parameters = params === undefined ? [options] : [`params${mark}: ${params}`, options];
  const argument = params === undefined ? "undefined" : "params";
  const docs = printDocs(
    { text: ["Subscribes; the events come through `for await`, or through `options.onEvent`."] },
    "  ",
  );
  return [
    `${printDocs({ text: [`The topic \`${topic.path}\`.`] })}export class ${name} {`,
    `  readonly #connection: ${connection};`,
    "",
    `  constructor(connection: ${connection}) {`,
    "    this.#connection = connection;",
    "  }",
    "",
    docs + layOutList("  subscribe", parameters, `: ${imports.use("Subscription")}<${event}> {`, "  "),
    `    return this.#connection.subscribe(${constant}, ${argument}, options);`,
    "  }",
    "}",
  ].join("\n");
}

/** The member that a topic is reached by. */
export function printTopicMember({ topic, name }: TopicNames): string {
  const { path, description, deprecated } = topic;
  return (
    printDocs({ text: [description], deprecated, generatedFrom: `topics.${path}` }, "  ") +
    `  readonly ${propertyName(lastName(path))}: ${name};`
  );
}

/** The statement of a constructor that sets the member. */
export function printTopicAssignment({ topic, name }: TopicNames): string {
  return `    ${memberOf("this", lastName(topic.path))} = new ${name}(connection);`;
}
