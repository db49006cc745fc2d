import type { ProcedureShape } from "@hawser/core";
import { expect, test } from "vitest";
import { printStub } from "./print-stub.js";

/** How often the path of a procedure is read while the stub of so many is printed. */
function readsOf(count: number): number {
  let reads = 0;
  const procedures = Array.from({ length: count }, (_, i): ProcedureShape => {
    const path = `namespace${String(Math.floor(i / 10)).padStart(4, "0")}.call${i % 10}`;
    return {
      get path() {
        reads += 1;
        return path;
      },
      input: { kind: "string" },
      errors: [],
    };
  });
  printStub(
    { name: "test", procedures, topics: [], definitions: {} },
    { version: "0", source: "a", command: "b", fingerprint: "c" },
  );
  return reads;
}

test("the work grows with the schema, not with its square", () => {
  const [small, large] = [readsOf(250), readsOf(1_000)];
  // Four times as much, and what sorting takes on top.
  expect(large / small).toBeLessThan(5);
});
