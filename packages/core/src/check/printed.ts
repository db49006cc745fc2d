/** What the printers make of one type; `v` is the name of a variable. */
export type Printed = Test | Copy;

/** Values that zod hands back as they are. */
export interface Test extends Printable {
  readonly kind: "test";
  /** The source of a boolean. */
  readonly test: (v: string) => string;
  /** Zod refuses whatever the test refuses; otherwise it may accept some of that, and change it. */
  readonly isExact: boolean;
}

/** Values that zod copies. */
export interface Copy extends Printable {
  readonly kind: "copy";
  /** The source of the copy, or of `undecided`. */
  readonly copy: (v: string) => string;
}

interface Printable {
  /** Of the values that zod accepts, all the forms; a value of another form is refused. */
  readonly forms: ReadonlySet<Form>;
}

/** Values apart by what a glance tells. An `object` is neither null nor an array. */
export type Form = (typeof allForms)[number];

export const allForms = [
  "string",
  "number",
  "boolean",
  "bigint",
  "undefined",
  "null",
  "array",
  "object",
  "other",
] as const;

export function formOf(value: unknown): Form {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  const type = typeof value;
  return type === "function" || type === "symbol" ? "other" : type;
}

/** The source of whether a variable has one of some forms. */
export function hasForm(forms: ReadonlySet<Form>, v: string): string {
  if (allForms.every((form) => forms.has(form))) return "true";
  return [...forms].map((form) => `(${tests[form](v)})`).join(" || ");
}

const tests: Readonly<Record<Form, (v: string) => string>> = {
  string: (v) => `typeof ${v} === "string"`,
  number: (v) => `typeof ${v} === "number"`,
  boolean: (v) => `typeof ${v} === "boolean"`,
  bigint: (v) => `typeof ${v} === "bigint"`,
  undefined: (v) => `${v} === undefined`,
  null: (v) => `${v} === null`,
  array: (v) => `Array.isArray(${v})`,
  object: (v) => `typeof ${v} === "object" && ${v} !== null && !Array.isArray(${v})`,
  other: (v) => `typeof ${v} === "function" || typeof ${v} === "symbol"`,
};

/** A test over values of some forms. */
export function test(forms: Iterable<Form>, source: (v: string) => string, isExact = true): Test {
  return { kind: "test", forms: new Set(forms), test: source, isExact };
}

/** A copy over values of some forms. */
export function copy(forms: Iterable<Form>, source: (v: string) => string): Copy {
  return { kind: "copy", forms: new Set(forms), copy: source };
}

/** The source of what zod returns, or of `undecided`. */
export function result(printed: Printed, v: string): string {
  return printed.kind === "copy" ? printed.copy(v) : `(${printed.test(v)}) ? ${v} : undecided`;
}

/** Statements after which the variable `to` holds what zod returns for `v`; they leave the function where that is unknown. */
export function take(printed: Printed, v: string, to: string): string[] {
  if (printed.kind === "test") return [`if (!(${printed.test(v)})) return undecided;`, `const ${to} = ${v};`];
  return [`const ${to} = ${printed.copy(v)};`, `if (${to} === undecided) return undecided;`];
}
