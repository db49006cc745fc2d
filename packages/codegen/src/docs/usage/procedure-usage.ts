import type { Shape } from "@hawser/core";
import { memberOf } from "../../stub/names.js";
import { type ProcedureNames, streamsInput, streamsOutput } from "../../stub/operation-names.js";
import { exampleOf } from "./example-value.js";
import { printValue } from "./print-value.js";
import { memberAt, type Usage, type UsageContext } from "./usage.js";

/** How to call a procedure, and what to do when it fails; none where nobody could write an input down. */
export function procedureUsage(names: ProcedureNames, context: UsageContext): Usage[] {
  const { procedure, error } = names;
  const indent = error ? "  " : "";
  const callee = memberAt(context.client, procedure.path);
  // Before it stands at most "const answer = await ".
  const argument = inputArgument(names, context, { indent, columns: indent.length + callee.length + 24 });
  if (argument === undefined) return [];
  const call = `${callee}(${argument})`;
  const lines = statements(names, call).map((line) => indent + line);
  const caption = streamsOutput(procedure) ? "Read the stream" : streamsInput(procedure) ? "Send a stream" : "Call";
  return [{ caption, code: (error ? guarded(names, lines, context) : lines).join("\n") }];
}

function inputArgument(
  { procedure, input }: ProcedureNames,
  { definitions }: UsageContext,
  { indent, columns }: { readonly indent: string; readonly columns: number },
): string | undefined {
  if (input === undefined || !procedure.input) return "";
  const example = exampleOf(procedure.input, definitions, lastWord(procedure.path));
  if (!example) return undefined;
  if (streamsInput(procedure)) return printValue([example.value], indent, columns);
  return example.value === undefined ? "" : printValue(example.value, indent, columns);
}

function lastWord(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

function statements({ procedure, output }: ProcedureNames, call: string): string[] {
  if (streamsOutput(procedure)) {
    return [`const items = ${call};`, "for await (const item of items) {", "  console.log(item);", "}"];
  }
  return output === undefined ? [`await ${call};`] : [`const answer = await ${call};`, "console.log(answer);"];
}

/** The statements, and a branch for each error that the procedure declares. */
function guarded(
  { procedure, error }: ProcedureNames,
  lines: readonly string[],
  { stubModule, definitions }: UsageContext,
): string[] {
  const guard = error?.guard ?? "";
  return [
    `import { ${guard} } from ${JSON.stringify(stubModule)};`,
    "",
    "try {",
    ...lines,
    "} catch (error) {",
    `  if (!${guard}(error)) throw error;`,
    "  switch (error.code) {",
    ...procedure.errors.flatMap(({ code, data }) => [
      `    case ${JSON.stringify(code)}:`,
      `      console.error(${dataExpression(data, definitions)});`,
      "      break;",
    ]),
    "    default:",
    "      throw error; // timeout, unavailable, ...",
    "  }",
    "}",
  ];
}

/** The first field of the data, to show that its type is known by then. */
function dataExpression(data: Shape, definitions: UsageContext["definitions"]): string {
  if (data.kind === "ref") return dataExpression(definitions[data.to] as Shape, definitions);
  const [field] = data.kind === "object" ? data.fields : [];
  return field ? memberOf("error.data", field.name) : "error.data";
}
