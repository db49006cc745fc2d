/** A JSON text does not say a value of the type that is due. */
export class JsonFormError extends Error {
  override readonly name = "JsonFormError";

  constructor(
    /** Where: keys and indexes from the value as a whole. */
    readonly path: readonly (string | number)[],
    /** What is due there and what there is, without the place. */
    readonly complaint: string,
  ) {
    super(`${shownPath(path)}: ${complaint}`);
  }
}

/** `items[2].name`; keys that are no names stand in brackets. */
function shownPath(path: readonly (string | number)[]): string {
  if (path.length === 0) return "the value";
  return path
    .map((key, i) => {
      if (typeof key === "number") return `[${key}]`;
      if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)) return `[${JSON.stringify(key)}]`;
      return i === 0 ? key : `.${key}`;
    })
    .join("");
}
