import type { CodecPrinter, SchemaShape, Shape } from "@hawser/core";
import type { Imports } from "./imports.js";
import { propertyName } from "./names.js";
import type { ProcedureNames, TopicNames } from "./operation-names.js";
import { definitionsIn, reachableFrom } from "./parts.js";
import { printShape } from "./print-shape.js";

/** Prints the constants by which a stub tells the client how its procedures and topics travel. */
export class DescriptorPrinter {
  constructor(
    private readonly shape: SchemaShape,
    private readonly codecs: CodecPrinter,
    private readonly imports: Imports,
  ) {}

  schema(constant: string, fingerprint: string): string {
    const { name, definitions } = this.shape;
    const shown = definitionsIn(this.received(), definitions);
    const entries: Entry[] = [
      ["name", JSON.stringify(name)],
      ["fingerprint", JSON.stringify(fingerprint)],
      [
        "definitions",
        printObject(
          shown.map((to) => [to, printShape(definitions[to] as Shape)]),
          "  ",
        ),
      ],
    ];
    return `const ${constant}: ${this.imports.use("SchemaDescriptor")} = ${printObject(entries)};`;
  }

  operation(names: ProcedureNames | TopicNames): string {
    return names.kind === "procedure" ? this.procedure(names) : this.topic(names);
  }

  private procedure(names: ProcedureNames): string {
    const { procedure, id, constant, input, output, errorData } = names;
    const type = `${this.imports.use("ProcedureDescriptor")}<${input ?? "void"}, ${output ?? "void"}>`;
    const entries: Entry[] = [
      ["path", JSON.stringify(procedure.path)],
      ["id", String(id)],
    ];
    if (procedure.input && input !== undefined) {
      entries.push(["encodeInput", this.codecs.encoder(procedure.input, input)]);
      if (this.hasBytes(procedure.input)) entries.push(["hasBytes", "true"]);
    }
    if (procedure.output && output !== undefined) {
      entries.push(["decodeOutput", this.codecs.decoder(procedure.output, output)]);
      entries.push(["outputShape", printShape(procedure.output)]);
    }
    if (procedure.errors.length > 0) {
      const errors = procedure.errors.map(
        ({ code, data }, i): Entry => [
          code,
          printObject(
            [
              ["decode", this.codecs.decoder(data, errorData[i] as string)],
              ["shape", printShape(data)],
            ],
            "    ",
          ),
        ],
      );
      entries.push(["errors", printObject(errors, "  ")]);
    }
    return `const ${constant}: ${type} = ${printObject(entries)};`;
  }

  private topic(names: TopicNames): string {
    const { topic, id, constant, params, event } = names;
    const type = `${this.imports.use("TopicDescriptor")}<${params ?? "void"}, ${event}>`;
    const entries: Entry[] = [
      ["path", JSON.stringify(topic.path)],
      ["id", String(id)],
    ];
    if (topic.params && params !== undefined) entries.push(["encodeParams", this.codecs.encoder(topic.params, params)]);
    entries.push(["decodeEvent", this.codecs.decoder(topic.event, event)]);
    entries.push(["eventShape", printShape(topic.event)]);
    return `const ${constant}: ${type} = ${printObject(entries)};`;
  }

  /** What a client receives, and must therefore know the shape of on a connection in maps. */
  private received(): Shape[] {
    const { procedures, topics } = this.shape;
    return [
      ...procedures.flatMap(({ output, errors }) => [...(output ? [output] : []), ...errors.map(({ data }) => data)]),
      ...topics.map(({ event }) => event),
    ];
  }

  private hasBytes(shape: Shape): boolean {
    for (const { kind } of reachableFrom([shape], this.shape.definitions)) if (kind === "bytes") return true;
    return false;
  }
}

type Entry = readonly [key: string, value: string];

function printObject(entries: readonly Entry[], indent = ""): string {
  if (entries.length === 0) return "{}";
  return `{\n${entries.map(([key, value]) => `${indent}  ${propertyName(key)}: ${value},\n`).join("")}${indent}}`;
}
