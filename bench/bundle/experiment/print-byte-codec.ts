import type { Field, Shape } from "@hawser/core";

/**
 * Prints functions that write a value of a shape as the bytes of a positional payload, and read it, without a tree of arrays in
 * between. Of the kinds of shapes only those that the workloads of the codec suite have.
 */
export class ByteCodecPrinter {
  /** What the printed functions refer to. */
  readonly declarations: string[] = [readArraySource];
  private names = 0;

  /** The source of `(w, v) => void`, `w` being a `ByteWriter`. */
  encoder(shape: Shape): string {
    return `(w, v) => {\n${this.write(shape, "v")}\n}`;
  }

  /** The source of `(r) => value`, `r` being a `ByteReader`. */
  decoder(shape: Shape): string {
    return `(r) => ${parenthesized(this.read(shape))}`;
  }

  private write(shape: Shape, v: string): string {
    switch (shape.kind) {
      case "string":
      case "boolean":
        return `w.${shape.kind}(${v});`;
      case "number":
      case "int":
        return `w.number(${v});`;
      case "literal":
        return `w.number(${this.constant(shape.values)}.indexOf(${v}));`;
      case "array": {
        const x = this.name("x");
        return `w.array(${v}.length);\nfor (const ${x} of ${v}) {\n${this.write(shape.item, x)}\n}`;
      }
      case "object":
        return [
          `w.array(${shape.fields.length});`,
          ...shape.fields.map(({ name, shape: field, optional }) => {
            const written = this.write(field, `${v}.${name}`);
            return optional ? `if (${v}.${name} === undefined) w.nil(); else {\n${written}\n}` : written;
          }),
        ].join("\n");
      default:
        throw new Error(`the experiment has no bytes for ${shape.kind}`);
    }
  }

  /** An expression. What is read first stands first: that is the order in which JavaScript evaluates it. */
  private read(shape: Shape): string {
    switch (shape.kind) {
      case "string":
      case "boolean":
        return `r.${shape.kind}()`;
      case "number":
      case "int":
        return "r.number()";
      case "literal":
        return `${this.constant(shape.values)}[r.number()]`;
      case "array":
        return `readArray(r, (r) => ${parenthesized(this.read(shape.item))})`;
      case "object":
        return shape.fields.some(({ optional }) => optional)
          ? `${this.reader(shape.fields)}(r)`
          : this.readObject(shape.fields);
      default:
        throw new Error(`the experiment has no bytes for ${shape.kind}`);
    }
  }

  private readObject(fields: readonly Field[]): string {
    return `(r.array(), { ${fields.map(({ name, shape }) => `${name}: ${this.read(shape)}`).join(", ")} })`;
  }

  /** A function for an object some of whose keys may be absent. */
  private reader(fields: readonly Field[]): string {
    const read = fields.map(({ shape, optional }, i) => {
      const value = this.read(shape);
      return `const f${i} = ${optional ? `r.nil() ? undefined : ${value}` : value};`;
    });
    const entries = fields.flatMap(({ name, optional }, i) => (optional ? [] : [`${name}: f${i}`]));
    const added = fields.flatMap(({ name, optional }, i) =>
      optional ? [`if (f${i} !== undefined) o.${name} = f${i};`] : [],
    );
    const name = this.name("read");
    const body = ["r.array();", ...read, `const o = { ${entries.join(", ")} };`, ...added, "return o;"];
    this.declarations.push(`function ${name}(r) {\n${body.join("\n")}\n}`);
    return name;
  }

  private constant(values: readonly unknown[]): string {
    const name = this.name("values");
    this.declarations.push(`const ${name} = ${JSON.stringify(values)};`);
    return name;
  }

  private name(hint: string): string {
    this.names += 1;
    return `${hint}${this.names}`;
  }
}

/** What printed decoders call. */
const readArraySource = `function readArray(r, read) {
  const length = r.array();
  const items = new Array(length);
  for (let i = 0; i < length; i++) items[i] = read(r);
  return items;
}`;

function parenthesized(expression: string): string {
  return expression.startsWith("{") ? `(${expression})` : expression;
}
