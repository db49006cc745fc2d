import { pascalCase } from "../stub/names.js";

/** `rooms.sendAll` becomes `rooms_send_all`. What is no part of an identifier separates words. */
export function snakeCase(text: string): string {
  const name = text
    .normalize("NFKC")
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1_$2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1_$2")
    .split(/[^\p{XID_Continue}]+|_+/u)
    .filter((word) => word !== "")
    .join("_")
    .toLowerCase();
  if (name === "") return "unnamed";
  return /^\p{XID_Start}/u.test(name) ? name : `_${name}`;
}

/** `rooms.sendAll` becomes `_rooms_send_all`; never with two `_` in front, which means something else inside a class. */
export function constantName(text: string): string {
  return `_${snakeCase(text).replace(/^_+/, "")}`;
}

/** `rooms.send-all` becomes `RoomsSendAll`. */
export function className(text: string): string {
  return pascalCase(text.normalize("NFKC").replaceAll("$", "_"));
}

/** What a class name ends with that begins with another: there a digit may stand first. */
export function classSuffix(text: string): string {
  return className(`A.${text}`).slice(1);
}

/** Names in one scope, each after what it stands for, with `_` behind it where Python or another has it already. */
export class ScopeNames {
  private readonly taken: Set<string>;

  constructor(reserved: Iterable<string> = []) {
    this.taken = new Set([...keywords, ...modules, "self", ...reserved]);
  }

  take(name: string): string {
    let free = name;
    while (this.taken.has(free)) free += "_";
    this.taken.add(free);
    return free;
  }
}

/** Whether a file of that name (without `.py`) can be imported. */
export function isModuleName(name: string): boolean {
  return /^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(name) && !keywords.includes(name);
}

/** What the printed module imports as a whole. */
export const modules = ["builtins", "dataclasses", "datetime", "hawser", "warnings"] as const;

/** What the printed module imports or finds in Python by a name that a class of a schema could have. */
export const reservedClassNames: readonly string[] = [
  "Any",
  "AsyncGenerator",
  "AsyncIterable",
  "Callable",
  "DeprecationWarning",
  "False",
  "Iterable",
  "Literal",
  "None",
  "True",
  "TypeAlias",
];

/** The words that Python keeps for itself; `match`, `case` and `type` may be names. */
const keywords: readonly string[] =
  "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield".split(
    " ",
  );

/** Types that annotations name without a module. */
const builtinTypes = ["bool", "bytes", "dict", "float", "int", "list", "object", "set", "str", "tuple"];

/** A type as it can be written in a class whose members are called like types: there `list` is the member. */
export function typeBeside(members: Iterable<string>, type: string): string {
  const hidden = new Set(builtinTypes.filter((name) => [...members].includes(name)));
  return type.replace(/"(?:\\.|[^"\\])*"|(?<![\w.])[a-z]+\b(?!\s*=)/g, (word) =>
    hidden.has(word) ? `builtins.${word}` : word,
  );
}

/** `my-app.client` becomes `my_app_client.py`. */
export function pythonFile(name: string): string {
  const module = snakeCase(name);
  return `${isModuleName(module) ? module : `${module}_`}.py`;
}
