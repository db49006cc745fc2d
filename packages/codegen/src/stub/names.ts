/**
 * The names at the top level of one stub. Whoever asks first gets the name as asked; later ones get a number behind it,
 * so the same schema always gives the same names.
 */
export class Names {
  private readonly taken: Set<string>;

  constructor(reserved: Iterable<string>) {
    this.taken = new Set(reserved);
  }

  /** Takes the first of the wanted names that is free, or the last of them with a number. */
  take(...wanted: readonly [string, ...string[]]): string {
    const last = wanted.at(-1) as string;
    let name = wanted.find((candidate) => !this.taken.has(candidate));
    for (let number = 2; name === undefined; number += 1) {
      const candidate = `${last}${number}`;
      if (!this.taken.has(candidate)) name = candidate;
    }
    this.taken.add(name);
    return name;
  }

  isFree(name: string): boolean {
    return !this.taken.has(name);
  }

  /** Every name that is taken or reserved. */
  all(): readonly string[] {
    return [...this.taken];
  }
}

/** `rooms.send-all` becomes `RoomsSendAll`. What is no part of an identifier separates words. */
export function pascalCase(text: string): string {
  const name = text
    .normalize("NFC")
    .split(/[^\p{ID_Continue}$]+|_+/u)
    .map((word) => firstUpper(word))
    .join("");
  if (name === "") return "Unnamed";
  return /^[\p{ID_Start}$]/u.test(name) ? name : `_${name}`;
}

/** What a name ends with that begins with another: there a digit may stand first. */
export function pascalSuffix(text: string): string {
  return pascalCase(`A.${text}`).slice(1);
}

/** `rooms.send-all` becomes `roomsSendAll`. */
export function camelCase(text: string): string {
  const [first = "", ...rest] = pascalCase(text);
  return first.toLowerCase() + rest.join("");
}

/** A property or method name as source: quoted where it is no identifier. */
export function propertyName(name: string): string {
  return isIdentifier(name) ? name : JSON.stringify(name);
}

/** A member access as source. */
export function memberOf(object: string, name: string): string {
  return isIdentifier(name) ? `${object}.${name}` : `${object}[${JSON.stringify(name)}]`;
}

function isIdentifier(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name);
}

function firstUpper(word: string): string {
  const [first = "", ...rest] = word;
  return first.toUpperCase() + rest.join("");
}
