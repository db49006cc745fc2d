import type { CodecPrinter, SchemaShape, Shape, TopicShape } from "@hawser/core";
import type { Imports } from "./imports.js";
import { propertyName } from "./names.js";
import type { MemberNames, ProcedureNames, TopicNames } from "./operation-names.js";
import { definitionsIn, hasBytes } from "./parts.js";
import type { MetadataNames } from "./print-metadata.js";
import { printShape } from "./print-shape.js";
import type { StubNames } from "./stub-names.js";

/** Prints the constants by which a stub tells the client how its procedures and topics travel. */
export class DescriptorPrinter {
  constructor(
    private readonly shape: SchemaShape,
    private readonly codecs: CodecPrinter,
    private readonly imports: Imports,
  ) {}

  schema({ connect, metadata }: SchemaNames, fingerprint: string): string {
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
      ...(this.shape.auth ? [["identity", this.imports.use("RenewableIdentity")] as const] : []),
      ...(metadata ? [["metadata", this.metadata(metadata)] as const] : []),
    ];
    return this.constant(connect.schema, this.imports.use("SchemaDescriptor"), entries);
  }

  operation(names: ProcedureNames | TopicNames): string {
    return names.kind === "procedure" ? this.procedure(names) : this.topic(names);
  }

  private constant(name: string, type: string, entries: readonly Entry[]): string {
    return `const ${name}${this.imports.form.types ? `: ${type}` : ""} = ${printObject(entries)};`;
  }

  private metadata({ call, answer }: MetadataNames): string {
    const entries: Entry[] = [];
    if (call) entries.push(["encodeCall", this.codecs.encoder(call.shape, call.type)]);
    if (answer) {
      entries.push(["decodeAnswer", this.codecs.decoder(answer.shape, answer.type)]);
      entries.push(["answerShape", printShape(answer.shape)]);
    }
    return printObject(entries, "  ");
  }

  private procedure(names: ProcedureNames): string {
    const { procedure, id, constant, input, output, errorData } = names;
    const type = `${this.imports.use("ProcedureDescriptor")}<${input ?? "void"}, ${output ?? "void"}>`;
    const entries: Entry[] = [
      ["path", JSON.stringify(procedure.path)],
      ["id", String(id)],
    ];
    if (procedure.streams) entries.push(["streams", JSON.stringify(procedure.streams)]);
    if (procedure.idempotentMs !== undefined) entries.push(["idempotentMs", printWhole(procedure.idempotentMs)]);
    if (procedure.input && input !== undefined) {
      entries.push(["encodeInput", this.codecs.encoder(procedure.input, input)]);
      if (hasBytes(procedure.input, this.shape.definitions)) entries.push(["readBlobs", this.imports.use("readBlobs")]);
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
    return this.constant(constant, type, entries);
  }

  private topic(names: TopicNames): string {
    const { topic, id, constant, params, event, published, member } = names;
    const type = `${this.imports.use("TopicDescriptor")}<${params ?? "void"}, ${event}>`;
    const entries: Entry[] = [
      ["path", JSON.stringify(topic.path)],
      ["id", String(id)],
    ];
    if (topic.params && params !== undefined) entries.push(["encodeParams", this.codecs.encoder(topic.params, params)]);
    entries.push(["decodeEvent", this.codecs.decoder(topic.event, event)]);
    entries.push(["eventShape", printShape(topic.event)]);
    if (topic.publish && published !== undefined) {
      entries.push(["encodePublish", this.codecs.encoder(topic.publish, published)]);
      if (hasBytes(topic.publish, this.shape.definitions)) entries.push(["readBlobs", this.imports.use("readBlobs")]);
    }
    if (topic.history ?? topic.retain) entries.push(["history", "true"]);
    if (topic.retain) entries.push(["retain", "true"]);
    if (topic.presence && member) entries.push(["presence", this.presence(topic.presence, member)]);
    if (topic.wildcards?.length)
      entries.push(["wildcards", `[${topic.wildcards.map((name) => JSON.stringify(name)).join(", ")}]`]);
    return this.constant(constant, type, entries);
  }

  private presence({ input, output }: NonNullable<TopicShape["presence"]>, { own, told }: MemberNames): string {
    const entries: Entry[] = [
      ["encode", this.codecs.encoder(input, own)],
      ["decode", this.codecs.decoder(output, told)],
      ["shape", printShape(output)],
    ];
    return printObject(entries, "  ");
  }

  /** What a client receives, and must therefore know the shape of on a connection in maps. */
  private received(): Shape[] {
    const { procedures, topics, metadata } = this.shape;
    return [
      ...procedures.flatMap(({ output, errors }) => [...(output ? [output] : []), ...errors.map(({ data }) => data)]),
      ...topics.flatMap(({ event, presence }) => [event, ...(presence ? [presence.output] : [])]),
      ...(metadata?.answer ? [metadata.answer] : []),
    ];
  }
}

type SchemaNames = Pick<StubNames, "connect" | "metadata">;

type Entry = readonly [key: string, value: string];

/** A whole number with its thousands apart. */
function printWhole(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, "_");
}

function printObject(entries: readonly Entry[], indent = ""): string {
  if (entries.length === 0) return "{}";
  return `{\n${entries.map(([key, value]) => `${indent}  ${propertyName(key)}: ${value},\n`).join("")}${indent}}`;
}
