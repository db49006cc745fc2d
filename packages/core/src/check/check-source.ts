import { type Check, undecided } from "./check.js";

/** The source of checks in the making: functions at its top level, and the values that they refer to. */
export class CheckSource {
  private readonly functions: string[] = [];
  private readonly constants = new Map<unknown, string>();

  /** The name by which the source knows a value. */
  constant(value: unknown): string {
    const name = this.constants.get(value) ?? `c${this.constants.size}`;
    this.constants.set(value, name);
    return name;
  }

  /** Adds a function of `v` and returns its name. */
  function(body: readonly string[]): string {
    const name = `f${this.functions.length}`;
    this.functions.push([`function ${name}(v) {`, ...body, "}"].join("\n"));
    return name;
  }

  /** Everything in one compilation; returns the functions of these names. */
  compile(names: readonly string[]): Check[] {
    const body = ['"use strict";', ...this.functions, `return [${names.join(", ")}];`].join("\n");
    return new Function("undecided", ...this.constants.values(), body)(undecided, ...this.constants.keys()) as Check[];
  }
}

/** The source of a string, a number, a boolean, a bigint, null or undefined. */
export function literalSource(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  return typeof value === "bigint" ? `${value}n` : String(value);
}
