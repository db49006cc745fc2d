import { printDocs } from "./docs.js";
import type { Imports } from "./imports.js";
import type { TopicNames } from "./operation-names.js";
import { printCallable } from "./print-member.js";
import { paramsArgument, paramsParameter } from "./topic-params.js";
import type { TypePrinter } from "./type-printer.js";

/** The method by which a client is present in an instance of a topic, or sees who is: its lines, none where nobody is. */
export function printAttend(names: TopicNames, imports: Imports): string[] {
  const { constant, member } = names;
  if (!member) return [];
  const types = member.own === member.told ? `<${member.told}>` : `<${member.told}, ${member.own}>`;
  const parameters = [...paramsParameter(names), `options?: ${imports.use("AttendOptions")}${types}`];
  return [
    printDocs({ text: [docs] }, "  ") +
      printCallable(
        {
          head: "  attend",
          parameters,
          result: `${imports.use("Attendance")}${types}`,
          body: [`return ${imports.use("attend")}(this.#connection, ${constant}, ${paramsArgument(names)}, options);`],
        },
        imports.form,
      ),
  ];
}

const docs = [
  "Tells who is here: in `members`, and every change through `for await`, or through `options.onChange`.",
  "Enters with `options.as`, until `leave()`; without it one only watches.",
  "Who loses the connection for a moment stays a member, and others hear nothing of it.",
].join("\n");

/** Declares what a member tells of itself. */
export function declareMember({ topic, member }: TopicNames, types: TypePrinter): void {
  if (!topic.presence || !member) return;
  const { input, output } = topic.presence;
  types.declare(member.told, output, "output", {
    text: [output.description ?? `What a member of \`${topic.path}\` tells of itself.`],
    deprecated: output.deprecated,
  });
  if (member.own === member.told) return;
  types.declare(member.own, input, "params", {
    text: [input.description ?? `What a member of \`${topic.path}\` tells of itself, as it is given.`],
    deprecated: input.deprecated,
  });
}
