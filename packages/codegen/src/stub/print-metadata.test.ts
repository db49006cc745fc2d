import type { SchemaShape } from "@hawser/core";
import { expect, test } from "vitest";
import { printParts, procedureShape } from "../../test/print-parts.js";
import { type MetadataNames, printMetadata } from "./print-metadata.js";

function print(declarations: Partial<SchemaShape>): string {
  const { stub, types, imports } = printParts(declarations);
  return printMetadata(stub.metadata as MetadataNames, types, imports).join("\n\n");
}

const locale = { kind: "object", fields: [{ name: "locale", shape: { kind: "string" } }] } as const;
const call = procedureShape("a");
const streaming = procedureShape("b", { streams: "output", output: { kind: "int" } });

test("of calls and of answers, for calls that stream and calls that do not", () => {
  const text = print({ metadata: { call: locale, answer: { kind: "int" } }, procedures: [call, streaming] });
  expect(text).toBe(
    [
      "/** How to make a call. */",
      "export interface TestCallOptions extends CallOptions {",
      "  /** What travels with this call. Absent: what the connection was given. */",
      "  metadata?: TestCallMetadata | undefined;",
      "  /** Receives what travels with the answer, also with a failed one, if anything does. */",
      "  onMetadata?(metadata: TestAnswerMetadata): void;",
      "}",
      "",
      "/** How to make a call that streams. */",
      "export interface TestStreamOptions extends TestCallOptions, StreamOptions {}",
      "",
      "/** What travels with a call, beside its input. */",
      "export interface TestCallMetadata {",
      "  locale: string;",
      "}",
      "",
      "/** What travels with an answer, beside its output. */",
      "export type TestAnswerMetadata = number;",
    ].join("\n"),
  );
});

test("of one of them", () => {
  const ofCalls = print({ metadata: { call: { ...locale, description: "Who asks." } }, procedures: [call] });
  expect(ofCalls).not.toContain("onMetadata");
  expect(ofCalls).toContain("/** Who asks. */\nexport interface TestCallMetadata {");
  const ofAnswers = print({ metadata: { answer: { kind: "int" } }, procedures: [call] });
  expect(ofAnswers).not.toContain("metadata?:");
  expect(ofAnswers).toContain("  onMetadata?(metadata: TestAnswerMetadata): void;");
});

test("options of streams are declared where something streams", () => {
  expect(print({ metadata: { call: locale }, procedures: [call] })).not.toContain("StreamOptions");
});

test("its names keep off those of procedures", () => {
  const { stub } = printParts({
    name: "chat",
    metadata: { call: { kind: "string" } },
    procedures: [procedureShape("chat.call", { errors: [{ code: "Metadata", data: { kind: "int" } }] })],
  });
  expect(stub.metadata?.call?.type).toBe("ChatCallMetadata");
  expect(stub.operations[0]).toMatchObject({ errorData: ["ChatCallMetadataData"] });
});
