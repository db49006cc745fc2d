import type { Shape } from "../shape/shape.js";
import { type HelperName, helperNames } from "./helper-names.js";
import { literalValue } from "./literal-value.js";

export interface CodecPrinterOptions {
  /** Annotates parameters and locals with `Wire`, for TypeScript; plain JavaScript otherwise. */
  readonly typed: boolean;
  /** Names at the top level that the printed source may not take for its own. Absent: only those of the helpers. */
  readonly reserved?: Iterable<string>;
  /**
   * Decoders throw where they find no array for slots, items or an option, or no number for a date: for what strangers
   * send. Absent: they trust the sender, and such a value comes out as some other.
   */
  readonly checked?: boolean;
}

/** Source text in the making: its top level, the names taken there, and the verbs that print its parts. */
export class PrintedSource {
  readonly declarations: string[] = [];
  readonly helpers = new Set<HelperName>();
  private readonly names: Set<string>;
  private readonly literals = new Map<string, string>();
  private readonly checks = new Map<keyof typeof wireForms, string>();

  constructor(private readonly options: CodecPrinterOptions) {
    this.names = new Set([...helperNames, ...(options.reserved ?? [])]);
  }

  /** The values of a literal in their order, once per set of values. */
  literal(shape: Shape & { kind: "literal" }): string {
    const text = `[${shape.values.map(printLiteral).join(", ")}]`;
    const known = this.literals.get(text);
    if (known) return known;
    // Named after its first values, so that a name stays the same when other literals come or go.
    const hint = `literals${shape.values
      .slice(0, 3)
      .map((value) => pascal(String(literalValue(value))))
      .join("")}`;
    const name = this.constant(hint, text, "readonly Wire[]");
    this.literals.set(text, name);
    return name;
  }

  /** An expression that is `w`, and throws where that has another form; just `w` where the sender is trusted. */
  check(form: keyof typeof wireForms, w: string): string {
    if (!this.options.checked) return w;
    let fn = this.checks.get(form);
    if (!fn) {
      fn = this.claim(form);
      this.checks.set(form, fn);
      const complaint = JSON.stringify(`${form} expected`);
      this.declare(fn, ["w"], [`  if (${wireForms[form]}) return w;`, `  throw new TypeError(${complaint});`]);
    }
    return `${fn}(${w})`;
  }

  call(helper: HelperName, ...args: string[]): string {
    this.helpers.add(helper);
    return `${helper}(${args.join(", ")})`;
  }

  constant(hint: string, expression: string, type?: string): string {
    const name = this.claim(hint);
    this.declarations.push(`const ${name}${type ? this.annotation(type) : ""} = ${expression};`);
    return name;
  }

  /** Adds a function at the top level, under a name that is claimed already. */
  declare(name: string, parameters: readonly Parameter[], body: readonly string[], type = "Wire"): void {
    const head = `function ${name}(${this.parameters(parameters, body.join("\n"))})${this.annotation(type)} {`;
    this.declarations.push([head, ...body, "}"].join("\n"));
  }

  arrow(parameters: readonly Parameter[], body: string): string {
    // What only hands its parameter on is the function that it hands it to.
    const [, fn = "", argument] = /^([^\s()]+)\((\w+)\)$/.exec(body) ?? [];
    if (parameters.length === 1 && argument === parameters[0] && this.names.has(fn)) return fn;
    return `(${this.parameters(parameters, body)}) => ${parenthesize(body)}`;
  }

  /** A parameter that the body does not use begins with an underscore, which is how TypeScript wants it. */
  private parameters(names: readonly Parameter[], body: string): string {
    const code = body.replace(/"(?:\\.|[^"\\])*"/g, '""');
    return names
      .map(
        (name) =>
          `${new RegExp(`(?<![\\w$]|(?<!\\.\\.)\\.)${name}\\b(?!:)`).test(code) ? "" : "_"}${name}${this.annotation(parameterTypes[name])}`,
      )
      .join(", ");
  }

  annotation(type: string): string {
    return this.options.typed ? `: ${type}` : "";
  }

  claim(hint: string): string {
    const word = hint.replace(/[^\p{ID_Continue}$]/gu, "_");
    const base = /^[\p{ID_Start}$_]/u.test(word) ? word : `_${word}`;
    let name = base;
    for (let n = 2; this.names.has(name); n++) name = `${base}${n}`;
    this.names.add(name);
    return name;
  }
}

/** What a decoder may take for granted of a wire value once it was checked. */
const wireForms = { array: "Array.isArray(w)", number: 'typeof w === "number"' } as const;

/** The parameters of printed functions. */
const parameterTypes = { v: "Wire", w: "Wire", x: "Wire", i: "number", exact: "boolean" } as const;

type Parameter = keyof typeof parameterTypes;

/** An arrow's body that begins with a brace would be a block; a conditional reads better in parentheses. */
export function parenthesize(expression: string): string {
  return expression.startsWith("{") || / (\?|:|\?\?) /.test(expression) ? `(${expression})` : expression;
}

function printLiteral(value: Parameters<typeof literalValue>[0] | undefined): string {
  const literal = literalValue(value as Parameters<typeof literalValue>[0]);
  return typeof literal === "bigint" ? `${literal}n` : JSON.stringify(literal);
}

/** A name as a part of a name at the top level. */
export function pascal(name: string): string {
  return name
    .split(/[^\p{ID_Continue}$]+/u)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
