import type { ProcedureShape } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { printParts, procedureShape } from "../../test/print-parts.js";
import type { ProcedureNames } from "./operation-names.js";
import { printProcedureTypes } from "./print-procedure.js";

function print(procedure: ProcedureShape): string {
  const { stub, types, imports } = printParts({ procedures: [procedure] });
  return printProcedureTypes(stub.operations[0] as ProcedureNames, types, imports).join("\n\n");
}

describe("the types", () => {
  test("of input and output, with the docs of the schema or with our own", () => {
    const types = print(
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
    const types = print(
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
    const types = print(procedureShape("send", { errors: [{ code: "Full", data: { kind: "int" } }] }));
    expect(types).toContain('(isOwnCode(error.code) || error.code === "Full")');
  });

  test("of streams are of one item", () => {
    const types = print(
      procedureShape("talk", {
        streams: "both",
        input: { kind: "string" },
        output: { kind: "object", fields: [{ name: "words", shape: { kind: "int" } }], description: "A count." },
      }),
    );
    expect(types).toBe(
      [
        "/** An item of what `talk` takes. */",
        "export type TalkInputItem = string;",
        "",
        "/** A count. */",
        "export interface TalkOutputItem {",
        "  words: number;",
        "}",
      ].join("\n"),
    );
  });

  test.each([
    ["input", "An item of what `a` takes", "What `a` answers"],
    ["output", "What `a` takes", "An item of what `a` answers"],
  ] as const)("of a streamed %s say which side is a stream", (streams, ofInput, ofOutput) => {
    const types = print(procedureShape("a", { streams, input: { kind: "int" }, output: { kind: "int" } }));
    expect(types).toContain(`/** ${ofInput}. */\nexport type AInput${streams === "input" ? "Item" : ""} =`);
    expect(types).toContain(`/** ${ofOutput}. */\nexport type AOutput${streams === "output" ? "Item" : ""} =`);
  });

  test("are none where nothing is declared", () => {
    expect(print(procedureShape("ping"))).toBe("");
  });
});
