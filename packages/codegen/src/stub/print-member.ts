import type { Form } from "./form.js";
import { layOutList } from "./layout.js";

/** A function, a method or a constructor. */
export interface Callable {
  /** What stands before the parameters, indented as the whole is. */
  readonly head: string;
  /** As TypeScript writes them. */
  readonly parameters: readonly string[];
  /** Absent for a constructor. */
  readonly result?: string;
  /** Lines, indented by nothing. */
  readonly body: readonly string[];
}

export function printCallable({ head, parameters, result, body }: Callable, form: Form): string {
  const indent = head.slice(0, head.length - head.trimStart().length);
  const shown = form.types ? parameters : parameters.map(nameOf);
  const type = form.types && result !== undefined ? `: ${result}` : "";
  if (!form.code) return layOutList(head, shown, `${type};`, indent);
  return [layOutList(head, shown, `${type} {`, indent), ...body.map((line) => `${indent}  ${line}`), `${indent}}`].join(
    "\n",
  );
}

/** A readonly field of a class; `name` is printed as a property. */
export function printReadonlyField(name: string, type: string, form: Form): string {
  return form.types ? `  readonly ${name}: ${type};` : `  ${name};`;
}

/** The field that keeps the connection. Declarations say only that there is one, as the compiler's do. */
export function printConnectionField(type: string, form: Form): string {
  return form.code ? printReadonlyField("#connection", type, form) : "  #private;";
}

function nameOf(parameter: string): string {
  return parameter.slice(0, parameter.search(/[?:]/));
}
