/**
 * The identifiers that a text of TypeScript refers to, whether declared in it or not: neither what stands in comments and
 * strings, nor names of members and keys.
 */
export function identifiersIn(text: string): Set<string> {
  const found = new Set<string>();
  for (const [, name] of text.matchAll(tokens)) if (name !== undefined) found.add(name);
  return found;
}

const ignored = [
  /\/\*[\s\S]*?\*\//, // a comment
  /\/\/.*/,
  /"(?:\\.|[^"\\])*"/, // a string
  /'(?:\\.|[^'\\])*'/,
  /(?<!\.\.)\.#?[\p{ID_Start}$_][\p{ID_Continue}$]*/u, // a member
  /[\p{ID_Start}$_][\p{ID_Continue}$]*\??:/u, // a key, a field or a parameter
  /(?<=^ {2})[\p{ID_Start}$_][\p{ID_Continue}$]*(?=[(;])/mu, // a method or a field of a class
];

const tokens = new RegExp(
  `${ignored.map(({ source }) => `(?:${source})`).join("|")}|([\\p{ID_Start}$_][\\p{ID_Continue}$]*)`,
  "gmu",
);
