import { printDocs } from "./docs.js";
import type { Imports } from "./imports.js";
import type { TopicNames } from "./operation-names.js";
import { printCallable } from "./print-member.js";
import type { TypePrinter } from "./type-printer.js";

/**
 * The method that subscribes to several instances of a topic: its lines. None where the topic declares no wildcards, not
 * even an empty list: bundlers keep every method of a class, and with it what it calls.
 */
export function printSubscribeAll({ topic, constant, params, event, pattern }: TopicNames, imports: Imports): string[] {
  const { wildcards } = topic;
  if (!wildcards || params === undefined) return [];
  const several = `readonly ${params}[]`;
  const types = `<${params}, ${event}>`;
  const parameters = [
    `params: ${pattern ? `${several} | ${pattern.type}` : several}`,
    `options?: ${imports.use("PatternOptions")}${types}`,
  ];
  return [
    printDocs({ text: [docsOf(wildcards)] }, "  ") +
      printCallable(
        {
          head: "  subscribeAll",
          parameters,
          result: `${imports.use("PatternSubscription")}${types}`,
          body: [`return ${imports.use("subscribeAll")}(this.#connection, ${constant}, params, options);`],
        },
        imports.form,
      ),
  ];
}

function docsOf(wildcards: readonly string[]): string {
  const names = wildcards.map((name) => `\`${name}\``);
  return [
    "Subscribes to several instances at once, each as with `subscribe`; every event comes with its params.",
    ...(names.length === 0
      ? []
      : [`With \`any\` for ${inWords(names)} it covers all instances that agree in the rest, later ones too.`]),
  ].join("\n");
}

function inWords(names: readonly string[]): string {
  return names.length === 1 ? names.join() : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

/** Declares the params with `any` in place of some. */
export function declarePattern({ topic, pattern }: TopicNames, types: TypePrinter, imports: Imports): void {
  if (!pattern || !topic.wildcards) return;
  types.declarePattern(pattern.type, pattern.shape, topic.wildcards, {
    text: [`What selects instances of \`${topic.path}\`; \`${imports.use("any")}\` stands for whatever value.`],
  });
}
