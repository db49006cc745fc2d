import { schemaError } from "../schema/schema-error.js";
import { canonical, type Resolve } from "./canonical.js";
import { compare, unionOf } from "./normalize.js";
import type { Field, Shape } from "./shape.js";

/**
 * What both sides of an intersection allow. Objects merge, with each option where one side is a union; other types must
 * travel alike, since zod's checks on each side do not change that.
 *
 * @throws HawserError `invalid_schema` at `path` for two types that no value can have a common form for.
 */
export function intersect(left: Shape, right: Shape, resolve: Resolve, path: string): Shape {
  const a = dereference(left, resolve);
  const b = dereference(right, resolve);
  if (a.kind === "any" || a.kind === "unknown") return b;
  if (b.kind === "any" || b.kind === "unknown") return a;
  if (a.kind === "object" && b.kind === "object") {
    const names = [...new Set([...a.fields, ...b.fields].map(({ name }) => name))].sort(compare);
    const fields = names.map((name): Field => {
      const [x, y] = [a.fields, b.fields].map((fields) => fields.find((field) => field.name === name));
      if (!x || !y) return (x ?? y) as Field;
      const shape = intersect(x.shape, y.shape, resolve, `${path}.${name}`);
      const exact = x.exact || y.exact;
      return { name, shape, ...(x.optional && y.optional && { optional: true }), ...(exact && { exact: true }) };
    });
    const rest = a.rest && b.rest ? intersect(a.rest, b.rest, resolve, `${path}.<other>`) : (a.rest ?? b.rest);
    return { kind: "object", fields, ...(rest && { rest }) };
  }
  if (canonical(a) === canonical(b)) return a;
  if (a.kind === "union") return intersectUnion(a, (option) => intersect(option, b, resolve, path));
  if (b.kind === "union") return intersectUnion(b, (option) => intersect(a, option, resolve, path));
  if (isNumber(a) && isNumber(b)) return { kind: "int" };
  throw schemaError(
    path,
    `an intersection of ${a.kind} and ${b.kind} cannot travel; intersect objects, or declare the result`,
  );
}

function intersectUnion(union: Shape & { kind: "union" }, merge: (option: Shape) => Shape): Shape {
  return unionOf(union.options.map(merge), { tag: union.tag });
}

function isNumber(shape: Shape): boolean {
  return shape.kind === "number" || shape.kind === "int";
}

function dereference(shape: Shape, resolve: Resolve): Shape {
  const target = shape.kind === "ref" ? resolve(shape.to) : undefined;
  return target ? dereference(target, resolve) : shape;
}
