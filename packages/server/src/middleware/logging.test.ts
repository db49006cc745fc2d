import { PassThrough } from "node:stream";
import { pino } from "pino";
import { expect, test } from "vitest";
import { FakeCall } from "../../test/fake-call.js";
import type { CallOutcome } from "../observer.js";
import { type LoggingOptions, logging } from "./logging.js";

/** What pino wrote of a call that ended so, parsed. */
function linesOf(outcome: CallOutcome, options?: LoggingOptions<{ user: string }>): Record<string, unknown>[] {
  const output = new PassThrough({ encoding: "utf8" });
  const logger = pino({ level: "debug", base: null, timestamp: false }, output);
  const call = new FakeCall({ context: { user: "ada" } });
  expect(logging<{ user: string }>(logger, options)(call, () => "answer")).toBe("answer");
  expect(output.read()).toBeNull();
  call.end(outcome);
  const text = (output.read() as string | null) ?? "";
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

const facts = { path: "rooms.send", session: "s1" };

test("a call that succeeded is one line at info, with microseconds", () => {
  expect(linesOf({ code: "ok", durationMs: 1.23456 })).toEqual([
    { level: 30, ...facts, code: "ok", durationMs: 1.235, msg: "rooms.send ok" },
  ]);
});

test("a call that succeeded is at debug where asked", () => {
  expect(linesOf({ code: "ok", durationMs: 1 }, { okLevel: "debug" })).toMatchObject([{ level: 20, code: "ok" }]);
});

test("an internal error is at error, with what was thrown as pino writes errors", () => {
  const [line] = linesOf({ code: "internal", durationMs: 2, error: new TypeError("no database") });
  expect(line).toMatchObject({ level: 50, code: "internal", err: { type: "TypeError", message: "no database" } });
  expect(line).toHaveProperty("err.stack", expect.stringContaining("logging.test"));
});

test.each(["RoomNotFound", "cancelled", "timeout", "forbidden"])("%s is at warn, without a stack", (code) => {
  const lines = linesOf({ code, durationMs: 2, error: new Error(code) });
  expect(lines).toEqual([{ level: 40, ...facts, code, durationMs: 2, msg: `rooms.send ${code}` }]);
});

test("fields of one's own come along", () => {
  const lines = linesOf({ code: "ok", durationMs: 1 }, { fields: (call) => ({ user: call.context.user }) });
  expect(lines).toMatchObject([{ ...facts, user: "ada" }]);
});
