import { deliveryDocs } from "./delivery-docs.js";
import { printDocs } from "./docs.js";
import type { Form } from "./form.js";
import type { Imports } from "./imports.js";
import { memberOf, propertyName } from "./names.js";
import { lastName } from "./namespace.js";
import type { TopicNames } from "./operation-names.js";
import { declareMember, printAttend } from "./print-attend.js";
import { printCallable, printConnectionField, printReadonlyField } from "./print-member.js";
import { declarePattern, printSubscribeAll } from "./print-subscribe-all.js";
import { paramsArgument, paramsParameter } from "./topic-params.js";
import type { TypePrinter } from "./type-printer.js";

/** The class of a topic, and its types: one text per declaration. */
export function printTopic(names: TopicNames, types: TypePrinter, imports: Imports): string[] {
  const declared = printTopicTypes(names, types, imports);
  return [printTopicClass(names, imports), ...(imports.form.types ? declared : [])];
}

/** The types of a topic: one text per declaration. */
export function printTopicTypes(names: TopicNames, types: TypePrinter, imports: Imports): string[] {
  const { topic, params, event, published } = names;
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
  declareMember(names, types);
  declarePattern(names, types, imports);
  return types.take();
}

/** The class by which a topic is reached. */
export function printTopicClass(names: TopicNames, imports: Imports): string {
  const { topic, name } = names;
  const connection = imports.use("Connection");
  const methods = [
    printSubscribe(names, imports),
    printSubscribeAll(names, imports),
    printPublish(names, imports),
    printAttend(names, imports),
  ].filter((lines) => lines.length > 0);
  return [
    `${printDocs({ text: [`The topic \`${topic.path}\`.`] })}export class ${name} {`,
    printConnectionField(connection, imports.form),
    "",
    printCallable(
      { head: "  constructor", parameters: [`connection: ${connection}`], body: ["this.#connection = connection;"] },
      imports.form,
    ),
    "",
    methods.map((lines) => lines.join("\n")).join("\n\n"),
    "}",
  ].join("\n");
}

/** The method that subscribes to an instance: its lines. */
export function printSubscribe(names: TopicNames, imports: Imports): string[] {
  const { topic, constant, event } = names;
  const parameters = [...paramsParameter(names), `options?: ${imports.use("SubscribeOptions")}<${event}>`];
  const docs = printDocs(
    {
      text: ["Subscribes; the events come through `for await`, or through `options.onEvent`.", deliveryDocs(topic)],
    },
    "  ",
  );
  return [
    docs +
      printCallable(
        {
          head: "  subscribe",
          parameters,
          result: `${imports.use("Subscription")}<${event}>`,
          body: [
            `return ${imports.use("subscribe")}(this.#connection, ${constant}, ${paramsArgument(names)}, options);`,
          ],
        },
        imports.form,
      ),
  ];
}

/** The methods by which a client publishes: their lines, none where it may not. */
export function printPublish(names: TopicNames, imports: Imports): string[] {
  const { constant, params, published } = names;
  if (published === undefined) return [];
  const first = params === undefined ? [] : [`params: ${params}`];
  const options = `options?: ${imports.use("PublishOptions")}`;
  const result = `Promise<${imports.use("Position")}>`;
  return [
    printDocs({ text: [publishDocs] }, "  ") +
      printCallable(
        {
          head: "  publish",
          parameters: [...first, `event: ${published}`, options],
          result,
          body: [
            `return ${imports.use("publish")}(this.#connection, ${constant}, ${paramsArgument(names)}, event, options);`,
          ],
        },
        imports.form,
      ),
    "",
    printDocs({ text: [publishBatchDocs] }, "  ") +
      printCallable(
        {
          head: "  publishBatch",
          parameters: [...first, `events: readonly ${published}[]`, options],
          result,
          body: [
            `return ${imports.use("publishBatch")}(this.#connection, ${constant}, ${paramsArgument(names)}, events, options);`,
          ],
        },
        imports.form,
      ),
  ];
}

const publishDocs = [
  "Publishes an event, and resolves with its position once the server has it.",
  "It is sent once: where the connection is lost before the answer, this fails with `connection_lost`,",
  "and the event may have been published.",
].join("\n");

const publishBatchDocs =
  "Like `publish`, for several events in their order, all or none. Resolves with the position of the last.";

/** The member that a topic is reached by. */
export function printTopicMember({ topic, name }: TopicNames, form: Form): string {
  const { path, description, deprecated } = topic;
  return (
    printDocs({ text: [description], deprecated, generatedFrom: `topics.${path}` }, "  ") +
    printReadonlyField(propertyName(lastName(path)), name, form)
  );
}

/** The statement of a constructor that sets the member. */
export function printTopicAssignment({ topic, name }: TopicNames): string {
  return `${memberOf("this", lastName(topic.path))} = new ${name}(connection);`;
}
