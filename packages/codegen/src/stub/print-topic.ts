import { deliveryDocs } from "./delivery-docs.js";
import { printDocs } from "./docs.js";
import type { Imports } from "./imports.js";
import { layOutList } from "./layout.js";
import { memberOf, propertyName } from "./names.js";
import { lastName } from "./namespace.js";
import type { TopicNames } from "./operation-names.js";
import { acceptsUndefined } from "./parts.js";
import type { TypePrinter } from "./type-printer.js";

/** The types of a topic: one text per declaration. */
export function printTopicTypes({ topic, params, event, published }: TopicNames, types: TypePrinter): string[] {
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
  if (topic.publish && published !== undefined && published !== event) {
    types.declare(published, topic.publish, "input", {
      text: [topic.publish.description ?? `An event of \`${topic.path}\` as it is published.`],
      deprecated: topic.publish.deprecated,
    });
  }
  return types.take();
}

/** The class by which a topic is subscribed and published to. */
export function printTopicClass(names: TopicNames, imports: Imports): string {
  const { topic, name } = names;
  const connection = imports.use("Connection");
  return [
    `${printDocs({ text: [`The topic \`${topic.path}\`.`] })}export class ${name} {`,
    `  readonly #connection: ${connection};`,
    "",
    `  constructor(connection: ${connection}) {`,
    "    this.#connection = connection;",
    "  }",
    "",
    printSubscribe(names, imports),
    ...(names.published === undefined ? [] : ["", ...printPublish(names, imports)]),
    "}",
  ].join("\n");
}

function printSubscribe({ topic, constant, params, event }: TopicNames, imports: Imports): string {
  const options = `options?: ${imports.use("SubscribeOptions")}<${event}>`;
  const mark = topic.params && acceptsUndefined(topic.params) ? "?" : "";
  const parameters = params === undefined ? [options] : [`params${mark}: ${params}`, options];
  const docs = printDocs(
    {
      text: ["Subscribes; the events come through `for await`, or through `options.onEvent`.", deliveryDocs(topic)],
    },
    "  ",
  );
  return [
    docs + layOutList("  subscribe", parameters, `: ${imports.use("Subscription")}<${event}> {`, "  "),
    `    return this.#connection.subscribe(${constant}, ${paramsArgument(params)}, options);`,
    "  }",
  ].join("\n");
}

function printPublish({ constant, params, published }: TopicNames, imports: Imports): string[] {
  const first = params === undefined ? [] : [`params: ${params}`];
  const options = `options?: ${imports.use("PublishOptions")}`;
  const result = `: Promise<${imports.use("Position")}> {`;
  return [
    printDocs({ text: [publishDocs] }, "  ") +
      layOutList("  publish", [...first, `event: ${published}`, options], result, "  "),
    `    return this.#connection.publish(${constant}, ${paramsArgument(params)}, event, options);`,
    "  }",
    "",
    printDocs({ text: [publishBatchDocs] }, "  ") +
      layOutList("  publishBatch", [...first, `events: readonly ${published}[]`, options], result, "  "),
    `    return this.#connection.publishBatch(${constant}, ${paramsArgument(params)}, events, options);`,
    "  }",
  ];
}

const publishDocs = [
  "Publishes an event, and resolves with its position once the server has it.",
  "It is sent once: where the connection is lost before the answer, this fails with `connection_lost`,",
  "and the event may have been published.",
].join("\n");

const publishBatchDocs =
  "Like `publish`, for several events in their order, all or none. Resolves with the position of the last.";

function paramsArgument(params: string | undefined): string {
  return params === undefined ? "undefined" : "params";
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
