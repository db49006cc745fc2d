import type { ProcedureShape, SchemaShape } from "@hawser/core";
import { expect, test } from "vitest";
import { printParts, procedureShape } from "../../test/print-parts.js";
import type { ProcedureNames } from "./operation-names.js";
import { printMethod } from "./print-method.js";

function print(procedure: ProcedureShape, declarations: Partial<SchemaShape> = {}): string {
  const { schema, stub, imports } = printParts({ ...declarations, procedures: [procedure] });
  const place = { connection: "this.#connection", definitions: schema.definitions };
  return printMethod(stub.operations[0] as ProcedureNames, place, imports);
}

test("with input and output", () => {
  const method = print(
    procedureShape("rooms.send", { input: { kind: "string" }, output: { kind: "int" }, description: "Sends." }),
  );
  expect(method).toBe(
    [
      "  /**",
      "   * Sends.",
      "   *",
      "   * @generated from procedures.rooms.send",
      "   */",
      "  send(input: RoomsSendInput, options?: CallOptions): Promise<RoomsSendOutput> {",
      "    return call(this.#connection, roomsSend, input, options);",
      "  }",
    ].join("\n"),
  );
});

test("without either", () => {
  expect(print(procedureShape("ping"))).toBe(
    [
      "  /** @generated from procedures.ping */",
      "  ping(options?: CallOptions): Promise<void> {",
      "    return call(this.#connection, ping, undefined, options);",
      "  }",
    ].join("\n"),
  );
});

test("whose input may be left out", () => {
  const method = print(procedureShape("list", { input: { kind: "optional", of: { kind: "string" } } }));
  expect(method).toContain("  list(input?: ListInput, options?: CallOptions): Promise<void> {");
});

test("whose name is no identifier, or a reserved word", () => {
  expect(print(procedureShape("get-all"))).toContain('  "get-all"(options?: CallOptions)');
  const method = print(procedureShape("delete"));
  expect(method).toContain("  delete(options?: CallOptions)");
  expect(method).toContain("call(this.#connection, deleteProcedure, ");
});

test("whose name is a parameter's", () => {
  expect(print(procedureShape("options"))).toContain("call(this.#connection, optionsProcedure, undefined, options)");
});

test("too long for a line", () => {
  const path = "aNameThatIsLongEnoughToNeedMoreThanOneLine";
  const method = print(procedureShape(path, { input: { kind: "string" }, output: { kind: "string" } }));
  const type = path.replace("a", "A");
  expect(method).toContain(
    `  ${path}(\n    input: ${type}Input,\n    options?: CallOptions,\n  ): Promise<${type}Output> {`,
  );
});

test("deprecated, with errors", () => {
  const method = print(procedureShape("send", { deprecated: true, errors: [{ code: "Full", data: { kind: "int" } }] }));
  expect(method).toContain("   * @throws {@link SendError}\n   * @generated from procedures.send\n   * @deprecated\n");
});

test("that sends a stream", () => {
  const method = print(
    procedureShape("rooms.import", {
      streams: "input",
      input: { kind: "string" },
      output: { kind: "int" },
      errors: [{ code: "Full", data: { kind: "int" } }],
      description: "Takes in old messages.",
    }),
  );
  expect(method).toBe(
    [
      "  /**",
      "   * Takes in old messages.",
      "   *",
      "   * Streams its input as fast as the server reads: pass an iterable or a writer made by `createWriter`.",
      "   *",
      "   * @throws {@link RoomsImportError}",
      "   * @generated from procedures.rooms.import",
      "   */",
      "  import(input: StreamSource<RoomsImportInputItem>, options?: StreamOptions): Promise<RoomsImportOutput> {",
      "    return streamInput(this.#connection, roomsImport, input, options);",
      "  }",
    ].join("\n"),
  );
});

test("that reads a stream", () => {
  const method = print(
    procedureShape("rooms.backlog", {
      streams: "output",
      input: { kind: "optional", of: { kind: "string" } },
      output: { kind: "string" },
      errors: [{ code: "NoRoom", data: { kind: "int" } }],
    }),
  );
  expect(method).toBe(
    [
      "  /**",
      "   * Streams its output: read it with `for await`; leaving the loop cancels the call.",
      "   *",
      "   * @throws {@link RoomsBacklogError} in the loop that reads",
      "   * @generated from procedures.rooms.backlog",
      "   */",
      "  backlog(input?: RoomsBacklogInput, options?: StreamOptions): ItemStream<RoomsBacklogOutputItem> {",
      "    return stream(this.#connection, roomsBacklog, input, options);",
      "  }",
    ].join("\n"),
  );
  expect(print(procedureShape("ticks", { streams: "output", output: { kind: "date" } }))).toContain(
    "  ticks(options?: StreamOptions): ItemStream<TicksOutputItem> {\n    return stream(this.#connection, ticks, undefined, ",
  );
});

test("that streams both ways", () => {
  const method = print(
    procedureShape("talk", { streams: "both", input: { kind: "string" }, output: { kind: "string" } }),
  );
  expect(method).toMatch(/ {3}\* Streams its input as .*\n {3}\* Streams its output: /);
  expect(method).toContain(
    "  talk(input: StreamSource<TalkInputItem>, options?: StreamOptions): ItemStream<TalkOutputItem>",
  );
  expect(method).toContain("    return stream(this.#connection, talk, input, options);");
});

test("that sends a stream is never without one, even if its items may be undefined", () => {
  const method = print(
    procedureShape("send", { streams: "input", input: { kind: "optional", of: { kind: "string" } } }),
  );
  expect(method).toContain("  send(input: StreamSource<SendInputItem>, options?: StreamOptions): Promise<void> {");
});

test("that sends a stream of bytes takes a Blob for them", () => {
  const upload = (input: ProcedureShape["input"]): string =>
    print(procedureShape("upload", { streams: "input", ...(input && { input }) }), {
      definitions: { Chunk: { kind: "bytes" }, Part: { kind: "object", fields: [] } },
    });
  for (const method of [upload({ kind: "bytes" }), upload({ kind: "ref", to: "Chunk" })]) {
    expect(method).toContain("  upload(input: StreamSource<UploadInputItem> | Blob, options?: StreamOptions)");
    expect(method).toContain("pass an iterable, a Blob or a writer made");
  }
  expect(upload({ kind: "ref", to: "Part" })).not.toContain("Blob");
  expect(upload({ kind: "nullable", of: { kind: "bytes" } })).not.toContain("Blob");
});

test("of an idempotent procedure says so", () => {
  expect(print(procedureShape("pay", { idempotentMs: 300_000, description: "Pays." }))).toContain(
    [
      "   * Pays.",
      "   *",
      "   * Idempotent: when the connection is lost the call is made again by itself until its timeout, and runs once.",
      "   *",
      "   * @generated from procedures.pay",
    ].join("\n"),
  );
});

test("takes the options that carry metadata, where the schema declares it", () => {
  const metadata = { call: { kind: "string" } } as const;
  expect(print(procedureShape("send"), { metadata })).toContain("  send(options?: TestCallOptions): Promise<void> {");
  expect(print(procedureShape("send", { streams: "output", output: { kind: "int" } }), { metadata })).toContain(
    "  send(options?: TestStreamOptions): ItemStream<SendOutputItem> {",
  );
});
