export type TokenKind =
  | "comment"
  | "string"
  | "number"
  | "keyword"
  | "builtin"
  | "type"
  | "function"
  | "name"
  | "other";

/** A piece of TypeScript. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

/** Takes TypeScript apart as far as colours need it. The texts of all tokens are the code again. */
export function tokenize(code: string): Token[] {
  return [...code.matchAll(pattern)].map(({ 0: text, groups, index }) => ({
    kind: kindOf(text, groups as Groups, {
      before: code[index - 1],
      behind: code.slice(index + text.length, index + text.length + 3),
    }),
    text,
  }));
}

const pattern = new RegExp(
  [
    /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?\*\/)/u,
    /(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`)/u,
    /(?<number>\b\d[\d_.]*n?\b)/u,
    /(?<word>#?[\p{ID_Start}$_][\p{ID_Continue}$]*)/u,
    /\s+|[\s\S]/u,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gu",
);

type Groups = Partial<Record<"comment" | "string" | "number" | "word", string>>;

interface Surroundings {
  readonly before: string | undefined;
  /** The next few characters. */
  readonly behind: string;
}

function kindOf(text: string, { comment, string, number, word }: Groups, { before, behind }: Surroundings): TokenKind {
  if (comment !== undefined) return "comment";
  if (string !== undefined) return "string";
  if (number !== undefined) return "number";
  if (word === undefined) return "other";
  // A key or a member may be called like a keyword.
  if (before === "." || /^\??:/.test(behind)) return behind.startsWith("(") ? "function" : "name";
  if (keywords.has(text)) return "keyword";
  if (builtins.has(text)) return "builtin";
  if (/^\p{Lu}/u.test(text)) return "type";
  return behind.startsWith("(") ? "function" : "name";
}

const keywords = new Set(
  "async await break case catch const default else export extends false for from function if import in interface let new null of readonly return switch throw true try type typeof void while yield".split(
    " ",
  ),
);

const builtins = new Set("any bigint boolean never number object string undefined unknown".split(" "));
