import { defineSchema, procedure } from "@hawser/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { handlersOf } from "./handler-tree.js";
import type { BoundHandler, InvokedCall } from "./invoked-call.js";
import type { Middleware } from "./middleware.js";
import { withMiddleware } from "./with-middleware.js";

const text = procedure({ input: z.string(), output: z.string() });
const { procedures } = defineSchema({ name: "tree", procedures: { a: { b: { c: text }, d: text }, e: text } });
const echo = (input: unknown): unknown => input;

test("middleware runs from the outside in, and only around what stands behind it", () => {
  const run = bound(
    {
      a: withMiddleware(procedures.a, around("a"), {
        b: withMiddleware(procedures.a.b, around("b"), { c: withMiddleware(procedures.a.b.c, around("c"), String) }),
        d: String,
      }),
      e: echo,
    },
    [around("1"), around("2")],
  );
  expect(run("a.b.c")).toBe("1(2(a(b(c(x)))))");
  expect(run("a.d")).toBe("1(2(a(x)))");
  expect(run("e")).toBe("1(2(x))");
});

test("what middleware passes on is what the next one sees, and what it returns is the answer", () => {
  const seen: unknown[] = [];
  const look: Middleware = (call, next) => {
    seen.push(call.input);
    return next();
  };
  const shout: Middleware = (call, next) => `${next({ input: `${call.input}!` })}?`;
  const run = bound({ a: { b: { c: echo }, d: echo }, e: echo }, [look, shout, look]);
  expect(run("e")).toBe("x!?");
  expect(seen).toEqual(["x", "x!"]);
});

test("an input may be changed to undefined", () => {
  const drop: Middleware = (_, next) => next({ input: undefined });
  const run = bound({ a: { b: { c: echo }, d: echo }, e: echo }, [drop]);
  expect(run("e")).toBeUndefined();
});

test("middleware may answer, or refuse, without the handler", () => {
  const refuse: Middleware = () => {
    throw new Error("no");
  };
  const answer: Middleware = () => "cached";
  expect(bound({ a: { b: { c: echo }, d: echo }, e: never }, [answer])("e")).toBe("cached");
  expect(() => bound({ a: { b: { c: echo }, d: echo }, e: never }, [refuse])("e")).toThrow("no");
});

test("nothing runs after middleware that waited until the call was over", () => {
  const { handler } = handlersOf(procedures, { a: { b: { c: echo }, d: echo }, e: never }, [around("1")]).get("e") as {
    handler: (input: unknown, call: InvokedCall) => unknown;
  };
  const over = (): never => {
    throw new Error("cancelled");
  };
  expect(() => handler("x", { ...call, throwIfOver: over })).toThrow("cancelled");
});

test("what it adds to the context goes to the call", () => {
  const added: object[] = [];
  const extend: Middleware = (_, next) => next({ context: { member: 1 } });
  const { handler } = handlersOf(procedures, { a: { b: { c: echo }, d: echo }, e: echo }, [extend]).get("e") as {
    handler: (input: unknown, call: InvokedCall) => unknown;
  };
  handler("x", { ...call, extend: (context: object) => added.push(context) } as InvokedCall);
  expect(added).toEqual([{ member: 1 }]);
});

function around(name: string): Middleware {
  return (_, next) => `${name}(${String(next())})`;
}

function never(): never {
  throw new Error("the handler ran");
}

function bound(handlers: unknown, middleware: readonly Middleware[]): (path: string) => unknown {
  const found = handlersOf(procedures, handlers, middleware);
  return (path) => found.get(path)?.handler("x", { ...call });
}

const call = {
  throwIfOver: () => undefined,
  begin: (handler: BoundHandler, input: unknown) => handler(input, call),
} as InvokedCall;
