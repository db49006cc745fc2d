import { expect, test, vi } from "vitest";
import { errorCodes, HawserError, isHawserError, isOwnCode } from "./errors.js";

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
