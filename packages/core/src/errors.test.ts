import { readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { errorCodes, errorFacts, HawserError, isHawserError, isOwnCode } from "./errors.js";

test("the message starts with the code, the detail has only the rest", () => {
  const error = new HawserError("timeout", "no answer in 5 ms");
  expect(error.message).toBe("timeout: no answer in 5 ms");
  expect(error.detail).toBe("no answer in 5 ms");
  expect(new HawserError("internal", "").detail).toBe("");
  expect(String(error)).toBe("HawserError: timeout: no answer in 5 ms");
});

test("it is an Error with code, data and cause", () => {
  const cause = new TypeError("inner");
  const error = new HawserError("RoomNotFound", "no such room", { data: { room: "r1" }, cause });
  expect(error).toBeInstanceOf(Error);
  expect(error.code).toBe("RoomNotFound");
  expect(error.data).toEqual({ room: "r1" });
  expect(error.cause).toBe(cause);
  expect(error.stack).toContain("errors.test");
});

test("without data and cause it has neither", () => {
  const error = new HawserError("cancelled", "by its caller");
  expect(error.data).toBeUndefined();
  expect("cause" in error).toBe(false);
});

test("only an error of this class is one, also when another copy of the module made it", async () => {
  vi.resetModules();
  const copy = await import("./errors.js");
  expect(copy.HawserError).not.toBe(HawserError);
  expect(isHawserError(new copy.HawserError("timeout", "late"))).toBe(true);
  expect(isHawserError(new HawserError("timeout", "late"))).toBe(true);
  for (const other of [new Error("timeout"), { code: "timeout" }, "timeout", null, undefined, 5]) {
    expect(isHawserError(other)).toBe(false);
  }
});

test("codes of Hawser's own never look like a procedure's", () => {
  for (const code of errorCodes) expect(code).toMatch(/^[a-z_]+$/);
});

test("a code is Hawser's own only by being in the list", () => {
  for (const code of errorCodes) expect(isOwnCode(code)).toBe(true);
  for (const code of ["RoomNotFound", "constructor", "toString", "length", "0", ""])
    expect(isOwnCode(code)).toBe(false);
});

describe("what a code tells of a retry", () => {
  test.each(errorCodes)("%s has facts, which its errors repeat", (code) => {
    expect(errorFacts[code]).toStrictEqual({ retryable: expect.any(Boolean), mayHaveRun: expect.any(Boolean) });
    const { retryable, mayHaveRun } = new HawserError(code, "");
    expect({ retryable, mayHaveRun }).toStrictEqual(errorFacts[code]);
  });

  test("what fails before the handler has not run", () => {
    const early = errorCodes.filter((code) => !errorFacts[code].mayHaveRun);
    expect(early).toEqual([
      "invalid_input",
      "unknown_procedure",
      "unknown_topic",
      "unauthenticated",
      "unavailable",
      "invalid_schema",
    ]);
  });

  test("a retry of the same call may help where it failed by chance, by time or by load", () => {
    const retryable = errorCodes.filter((code) => errorFacts[code].retryable);
    expect(retryable).toEqual(["limit_exceeded", "timeout", "cancelled", "unavailable", "connection_lost", "internal"]);
  });

  test("an error of the procedure's own comes from its handler, which has run", () => {
    for (const code of ["RoomNotFound", "constructor", "toString"]) {
      const { retryable, mayHaveRun } = new HawserError(code, "");
      expect({ retryable, mayHaveRun }).toStrictEqual({ retryable: false, mayHaveRun: true });
    }
  });

  test.each([true, false])("who knows better whether it may have run says so: %s", (mayHaveRun) => {
    for (const code of ["limit_exceeded", "unavailable", "RoomNotFound"]) {
      expect(new HawserError(code, "", { mayHaveRun }).mayHaveRun).toBe(mayHaveRun);
    }
  });

  test("the docstring lists every code, in the same order", () => {
    const source = readFileSync(new URL("./errors.ts", import.meta.url), "utf8");
    expect([...source.matchAll(/^ \* - `(\w+)`: /gm)].map(([, code]) => code)).toEqual(errorCodes);
  });
});
