import type { ProcedureShape } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { printParts, procedureShape } from "../../test/print-parts.js";
import type { ProcedureNames } from "./operation-names.js";
import { printMethod, printProcedureTypes } from "./print-procedure.js";

function print(procedure: ProcedureShape): { method: string; types: string } {
  const { stub, types, imports } = printParts({ procedures: [procedure] });
  const names = stub.operations[0] as ProcedureNames;
  return {
    method: printMethod(names, "this.#connection", imports),
    types: printProcedureTypes(names, types, imports).join("\n\n"),
  };
}

describe("the method", () => {
  test("with input and output", () => {
    const { method } = print(
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
        "    return this.#connection.call(roomsSend, input, options);",
        "  }",
      ].join("\n"),
    );
  });

  test("without either", () => {
    expect(print(procedureShape("ping")).method).toBe(
      [
        "  /** @generated from procedures.ping */",
        "  ping(options?: CallOptions): Promise<void> {",
        "    return this.#connection.call(ping, undefined, options);",
        "  }",
      ].join("\n"),
    );
  });

  test("whose input may be left out", () => {
    const { method } = print(procedureShape("list", { input: { kind: "optional", of: { kind: "string" } } }));
    expect(method).toContain("  list(input?: ListInput, options?: CallOptions): Promise<void> {");
  });

  test("whose name is no identifier, or a reserved word", () => {
    expect(print(procedureShape("get-all")).method).toContain('  "get-all"(options?: CallOptions)');
    const { method } = print(procedureShape("delete"));
    expect(method).toContain("  delete(options?: CallOptions)");
    expect(method).toContain(".call(deleteProcedure, ");
  });

  test("whose name is a parameter's", () => {
    expect(print(procedureShape("options")).method).toContain(".call(optionsProcedure, undefined, options)");
  });

  test("too long for a line", () => {
    const path = "aNameThatIsLongEnoughToNeedMoreThanOneLine";
    const { method } = print(procedureShape(path, { input: { kind: "string" }, output: { kind: "string" } }));
    const type = path.replace("a", "A");
    expect(method).toContain(
      `  ${path}(\n    input: ${type}Input,\n    options?: CallOptions,\n  ): Promise<${type}Output> {`,
    );
  });

  test("deprecated, with errors", () => {
    const { method } = print(
      procedureShape("send", { deprecated: true, errors: [{ code: "Full", data: { kind: "int" } }] }),
    );
    expect(method).toContain(
      "   * @throws {@link SendError}\n   * @generated from procedures.send\n   * @deprecated\n",
    );
  });
});

describe("the types", () => {
  test("of input and output, with the docs of the schema or with our own", () => {
    const { types } = print(
      procedureShape("send", { input: { kind: "string", description: "The text." }, output: { kind: "int" } }),
    );
    expect(types).toBe(
      [
        "/** The text. */",
        "export type SendInput = string;",
        "",
        "/** What `send` answers. */",
        "export type SendOutput = number;",
      ].join("\n"),
    );
  });

  test("of errors: a union that its code narrows, and a guard", () => {
    const { types } = print(
      procedureShape("send", {
        errors: [
          { code: "Full", data: { kind: "int" } },
          { code: "NoRoom", data: { kind: "string" } },
        ],
      }),
    );
    expect(types).toBe(
      [
        "/** The data of the error `Full` of `send`. */",
        "export type SendFull = number;",
        "",
        "/** The data of the error `NoRoom` of `send`. */",
        "export type SendNoRoom = string;",
        "",
        "/** What `send` fails with: `code` tells which, and what `data` holds. */",
        'export type SendError = HawserError<"Full", SendFull> | HawserError<"NoRoom", SendNoRoom> | OwnError;',
        "",
        "/** Whether a caught value is an error of `send`. */",
        "export function isSendError(error: unknown): error is SendError {",
        '  return isHawserError(error) && (isOwnCode(error.code) || ["Full", "NoRoom"].includes(error.code));',
        "}",
      ].join("\n"),
    );
  });

  test("of one error", () => {
    const { types } = print(procedureShape("send", { errors: [{ code: "Full", data: { kind: "int" } }] }));
    expect(types).toContain('(isOwnCode(error.code) || error.code === "Full")');
  });

  test("are none where nothing is declared", () => {
    expect(print(procedureShape("ping")).types).toBe("");
  });
});
