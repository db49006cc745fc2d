import type { ProcedureShape, SchemaShape, Shape, TopicShape } from "@hawser/core";

/**
 * The whole schema as comments, one declaration a line: what a stub's types and codecs leave out (inputs, errors,
 * policies, descriptions), for tools that have the stub only. Bundlers drop comments, so no program carries it.
 */
export function printSchemaComment(schema: SchemaShape): string {
  const { procedures, topics, definitions, ...rest } = schema;
  return [
    firstLine,
    line("schema", rest),
    ...procedures.map((procedure) => line("procedure", procedure)),
    ...topics.map((topic) => line("topic", topic)),
    ...Object.entries(definitions).map(([name, shape]) => line("definition", [name, shape])),
  ].join("\n");
}

/**
 * Reads what {@link printSchemaComment} printed out of the text of a stub; `undefined` where there is none, or where
 * somebody has changed it.
 */
export function readSchemaComment(text: string): SchemaShape | undefined {
  const lines = text.split(/\r?\n/);
  const start = lines.lastIndexOf(firstLine);
  if (start < 0) return undefined;
  let head: Pick<SchemaShape, "name" | "auth" | "metadata"> | undefined;
  const procedures: ProcedureShape[] = [];
  const topics: TopicShape[] = [];
  const definitions: [string, Shape][] = [];
  for (const text of lines.slice(start + 1)) {
    const [, kind, json] = /^\/\/ (schema|procedure|topic|definition) (.+)$/.exec(text) ?? [];
    if (kind === undefined || json === undefined) break;
    const value = parse(json);
    if (value === undefined) return undefined;
    if (kind === "schema") head = value as typeof head;
    else if (kind === "procedure") procedures.push(value as ProcedureShape);
    else if (kind === "topic") topics.push(value as TopicShape);
    else definitions.push(value as [string, Shape]);
  }
  return head && { ...head, procedures, topics, definitions: Object.fromEntries(definitions) };
}

const firstLine = "// The schema, one declaration a line, for tools that have only this file, such as `hawser diff`:";

function line(kind: string, value: object): string {
  // The first two end a line of JavaScript; with an `@` a comment can ask to be kept (`@license`).
  const json = JSON.stringify(value).replace(/[\u2028\u2029@]/g, escaped);
  return `// ${kind} ${json}`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
