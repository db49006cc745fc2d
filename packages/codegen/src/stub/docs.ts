/** What a doc comment says. */
export interface Docs {
  /** Paragraphs in their order; absent ones are left out. */
  readonly text?: readonly (string | undefined)[];
  readonly deprecated?: true | undefined;
  /** The type of the errors that a method fails with, and where they surface if not in its promise. */
  readonly throws?: { readonly type: string; readonly where?: string | undefined } | undefined;
  /** The path in the schema that a declaration was generated from. */
  readonly generatedFrom?: string;
}

/** A doc comment with a line break behind it, or nothing where there is nothing to say. */
export function printDocs(docs: Docs, indent = ""): string {
  const paragraphs = (docs.text ?? []).flatMap((text) => (text === undefined ? [] : [linesOf(text)]));
  const tags = [
    ...(docs.throws === undefined ? [] : [printThrows(docs.throws)]),
    ...(docs.generatedFrom === undefined ? [] : [`@generated from ${escapeEnd(docs.generatedFrom)}`]),
    ...(docs.deprecated ? ["@deprecated"] : []),
  ];
  const blocks = [...paragraphs, tags].filter((lines) => lines.length > 0);
  const lines = blocks.flatMap((block, index) => (index === 0 ? block : ["", ...block]));
  if (lines.length === 0) return "";
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`, ""].join("\n");
}

function printThrows({ type, where }: NonNullable<Docs["throws"]>): string {
  return `@throws {@link ${type}}${where === undefined ? "" : ` ${where}`}`;
}

function linesOf(text: string): string[] {
  const trimmed = text.trim();
  return trimmed === ""
    ? []
    : escapeEnd(trimmed)
        .split(/\r\n|[\n\r\u2028\u2029]/)
        .map((line) => line.trimEnd());
}

/** A description must not be able to end the comment that it stands in. */
function escapeEnd(text: string): string {
  return text.replaceAll("*/", "*\\/");
}
