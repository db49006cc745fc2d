import { defineSchema, procedure, topic } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Middleware } from "./calls/middleware.js";
import { withMiddleware } from "./calls/with-middleware.js";
import { createServer } from "./create-server.js";

const schema = defineSchema({
  name: "start-up",
  procedures: { a: { b: procedure({ output: z.string() }) }, c: procedure({}) },
  topics: { news: topic({ event: z.string() }) },
});
const around: Middleware = (_, next) => next();
const procedures = { a: { b: () => "" }, c: () => {} };

// A program in JavaScript, or with a cast, gets at start-up what the compiler would have said.
const start = (implementation: object): unknown => createServer(schema, implementation as never);

describe("a server that would not work does not start", () => {
  test.each([
    ["a handler is missing", { procedures: { ...procedures, c: undefined } }, "procedures.c: the handler is missing"],
    ["a namespace is missing", { procedures: { c: procedures.c } }, "procedures.a.b: the handler is missing"],
    ["there are none", {}, "procedures.a.b: the handler is missing"],
    ["a handler is no function", { procedures: { ...procedures, c: 5 } }, "procedures.c: the handler is no function"],
    [
      "a handler is extra",
      { procedures: { ...procedures, d: () => {} } },
      "procedures.d: the schema declares nothing here",
    ],
    [
      "a handler is extra below",
      { procedures: { ...procedures, a: { ...procedures.a, typo: () => {} } } },
      "procedures.a.typo: the schema declares nothing here",
    ],
    ["a topic is extra", { procedures, topics: { olds: {} } }, "topics.olds: the schema declares nothing here"],
    [
      "authorize is misspelled",
      { procedures, topics: { news: { authorise: () => false } } },
      "topics.news.authorise: there is no such option",
    ],
    [
      "authorize is no function",
      { procedures, topics: { news: { authorize: true } } },
      "topics.news.authorize: authorize is no function",
    ],
    ["a limit does not exist", { procedures, limits: { maxFun: 1 } }, "limits.maxFun: there is no such limit"],
    ["a limit is out of range", { procedures, limits: { maxCallsInFlight: 0 } }, "limits.maxCallsInFlight: 0 is not"],
    [
      "a time-out cannot be kept",
      { procedures, limits: { idleTimeoutMs: 10_000 } },
      "limits.idleTimeoutMs: 10000 is not",
    ],
    [
      "a frame could not arrive",
      { procedures, limits: { maxFrameBytes: 2_000_000 } },
      "limits.maxFrameBytes: 2000000 is more than maxBatchBytes",
    ],
    ["an origin never matches", { procedures, origins: ["not an origin"] }, "origins: "],
  ])("because %s", (_, implementation, message) => {
    expect(() => start(implementation)).toThrow(`invalid_schema: ${message}`);
  });

  test.each([
    ["an option is misspelled", { procedures, middlewares: [] }, "middlewares: there is no such option; there are"],
    ["middleware is no list", { procedures, middleware: () => {} }, "middleware: expected a list"],
    ["middleware is no function", { procedures, middleware: [undefined] }, "middleware.0: expected a function"],
    ["an HTTP handler is none", { procedures, http: [{}] }, "http.0: expected a function"],
    [
      "a store cannot claim",
      { procedures, idempotency: { store: { settle() {}, release() {} } } },
      "idempotency.store.claim: expected a function",
    ],
    [
      "middleware stands around another part",
      {
        procedures: { a: withMiddleware(schema.procedures.c as never, around, procedures.a as never), c: procedures.c },
      },
      "procedures.a: withMiddleware was given another part of the schema",
    ],
    [
      "a guarded handler is missing",
      { procedures: { a: withMiddleware(schema.procedures.a, around, {} as never), c: procedures.c } },
      "procedures.a.b: the handler is missing",
    ],
    [
      "a guarded handler is extra",
      {
        procedures: {
          a: withMiddleware(schema.procedures.a, around, { ...procedures.a, typo: () => {} } as never),
          c: procedures.c,
        },
      },
      "procedures.a.typo: the schema declares nothing here",
    ],
  ])("because %s", (_, implementation, message) => {
    expect(() => start(implementation)).toThrow(`invalid_schema: ${message}`);
  });

  test("because nobody checks the declared auth", () => {
    const withAuth = defineSchema({ name: "auth", auth: z.string() });
    expect(() => createServer(withAuth, { procedures: {} })).toThrow(
      "invalid_schema: authenticate: the schema declares `auth`",
    );
  });

  test("because it got no schema, or no implementation", () => {
    const make = createServer as (...args: unknown[]) => unknown;
    expect(() => make({ default: schema }, { procedures })).toThrow(
      "invalid_schema: schema: expected what defineSchema returns",
    );
    expect(() => make(schema)).toThrow("invalid_schema: implementation: expected an object with the handlers");
  });
});
