import { defineSchema, procedure, stream, topic } from "@hawser/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { printPythonStub } from "./print-python-stub.js";

function print(parts: Omit<Parameters<typeof defineSchema>[0], "name"> & { name?: string }): string {
  const { shape } = defineSchema({ name: "test", ...parts });
  const header = { version: "1", source: "a.schema.ts", command: "hawser", fingerprint: "f" };
  return printPythonStub(shape, { ...header, isInPackage: false });
}

/** The lines of a declaration, from the one that begins so. */
function block(text: string, beginning: string): string {
  const start = text.indexOf(`\n${beginning}`) + 1;
  expect(start, beginning).toBeGreaterThan(0);
  return text.slice(start, text.indexOf("\n\n\n", start));
}

test("fields are attributes by names that Python has, and keep their own on the wire", () => {
  const text = print({
    procedures: {
      put: procedure({ input: z.object({ class: z.string(), sentAt: z.date(), "a b": z.int(), a_b: z.int() }) }),
    },
  });
  expect(block(text, "class PutInput:")).toBe(
    ["class PutInput:", "    a_b: int", "    a_b_: int", "    class_: str", "    sent_at: datetime.datetime"].join(
      "\n",
    ),
  );
  for (const [name, attribute] of [
    ["a b", "a_b"],
    ["a_b", "a_b_"],
    ["class", "class_"],
    ["sentAt", "sent_at"],
  ]) {
    expect(text).toContain(`hawser.Field("${name}", "${attribute}", `);
  }
});

test("fields that are called like the options of a call give way as parameters only", () => {
  const text = print({ procedures: { put: procedure({ input: z.object({ timeout_s: z.int() }) }) } });
  expect(text).toContain(
    "    async def put(self, *, timeout_s_: int, timeout_s: hawser.Timeout = hawser.AUTO) -> None:",
  );
  expect(text).toContain("PutInput(timeout_s=timeout_s_)");
});

test("what is absent is None, and UNDEFINED where None is a value", () => {
  const text = print({
    procedures: {
      put: procedure({
        input: z.object({ a: z.string().optional(), b: z.string().nullable().optional(), c: z.json().optional() }),
      }),
    },
  });
  expect(block(text, "class PutInput:").split("\n").slice(1)).toEqual([
    "    a: str | None = None",
    "    b: str | None | hawser.Undefined = hawser.UNDEFINED",
    "    c: hawser.Json | hawser.Undefined = hawser.UNDEFINED",
  ]);
});

test("classes give way to each other, to the client and to what the module imports", () => {
  const text = print({
    name: "any",
    procedures: {
      literal: { send: procedure({ input: z.object({ a: z.int() }) }) },
      get: procedure({ output: z.object({ n: z.int() }).meta({ id: "LiteralSendInput" }) }),
    },
  });
  expect(text).toContain("class AnyClient(hawser.Client):");
  expect(text).toContain("class LiteralNamespace:");
  expect(text).toContain("class LiteralSendInput:\n    n: int");
  expect(text).toContain("class LiteralSendInput2:\n    a: int");
});

test("types that contain themselves", () => {
  const Tree = z
    .object({
      get children() {
        return z.array(Tree);
      },
    })
    .meta({ id: "Tree" });
  const text = print({ procedures: { plant: procedure({ input: Tree }) } });
  expect(text).toContain("class Tree:\n    children: list[Tree]");
  expect(text).toContain("_tree: hawser.Codec[Any] = hawser.ObjectCodec(");
  expect(text).toContain("hawser.LazyCodec(lambda: _tree)");
});

test("unions are told apart by their tag, and have a name where they are long", () => {
  const text = print({
    procedures: {
      draw: procedure({
        input: z.discriminatedUnion("kind", [
          z.object({ kind: z.literal("circle"), radius: z.number() }),
          z.object({ kind: z.literal("square"), side: z.number() }),
          z.object({ kind: z.literal("point") }),
          z.object({ kind: z.literal("polygon"), sides: z.number() }),
        ]),
      }),
    },
  });
  expect(text).toContain(
    'DrawInput: TypeAlias = "DrawInputCircle | DrawInputPoint | DrawInputPolygon | DrawInputSquare"',
  );
  expect(text).toContain("    async def draw(self, input: DrawInput, *, timeout_s");
});

test("sets and maps that Python cannot hash are lists", () => {
  const Point = z.object({ x: z.int() });
  const text = print({
    procedures: {
      put: procedure({ input: z.object({ m: z.map(Point, z.int()), s: z.set(Point), t: z.set(z.string()) }) }),
    },
  });
  expect(block(text, "class PutInput:").split("\n").slice(1)).toEqual([
    "    m: list[tuple[PutInputMKey, int]]",
    "    s: list[PutInputSItem]",
    "    t: set[str]",
  ]);
});

test("streams, metadata, errors, deprecation and idempotence", () => {
  const text = print({
    metadata: { call: z.object({ locale: z.string() }), answer: z.object({ by: z.string() }) },
    procedures: {
      both: procedure({
        deprecated: true,
        input: stream(z.int()),
        output: stream(z.string()),
        errors: { Full: z.object({ left: z.int() }) },
      }),
      pay: procedure({ idempotent: true }),
    },
  });
  expect(text).toContain("        items: AsyncIterable[int] | Iterable[int],\n        *,\n");
  expect(text).toContain("        metadata: TestCallMetadata | None = None,\n");
  expect(text).toContain("        on_metadata: Callable[[TestAnswerMetadata], object] | None = None,\n");
  expect(text).toContain("    ) -> AsyncGenerator[str, None]:");
  expect(text).toContain('        warnings.warn("both is deprecated", DeprecationWarning, stacklevel=2)');
  expect(block(text, "class BothFull(hawser.HawserError):")).toContain('    code = "Full"\n    data: BothFullData');
  expect(text).toContain("    streams=hawser.Streams.INPUT | hawser.Streams.OUTPUT,");
  expect(text).toContain('_pay: hawser.Procedure[None, None] = hawser.Procedure("pay", 1, idempotent=True)');
  expect(text).toContain("from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterable\n");
});

test("topics: what selects an instance, what is published, and what its subscribers have to know", () => {
  const text = print({
    procedures: {},
    topics: {
      feed: topic({
        params: z.object({ room: z.string() }),
        event: z.object({ n: z.int() }),
        history: { size: 10, ageMs: 60_000 },
        publish: true,
      }),
    },
  });
  expect(text).toContain("        *events: FeedEvent,\n        room: str,\n        silent: bool = False,\n");
  expect(text).toContain("and with `since`");
});

test("topics: who is present, and several instances at once", () => {
  const text = print({
    procedures: {},
    topics: {
      desk: topic({
        params: z.object({ house: z.string(), seat: z.int().optional() }),
        event: z.string(),
        presence: z.object({ name: z.string(), since: z.string().default("now") }),
        wildcards: ["seat"],
      }),
      flags: topic({ params: z.string(), event: z.string(), wildcards: [] }),
      moods: topic({ event: z.string(), presence: z.string().nullable() }),
    },
  });
  expect(text).toContain("        house: str,\n        seat: int | None | hawser.AnyValue = None,\n");
  expect(text).toContain(
    '        return self._connection.subscribe_pattern(_desk, {"house": house, "seat": seat}, since=since)',
  );
  expect(text).toContain("        params: Iterable[DeskParams],\n");
  expect(text).toContain("hawser.Attendance[DeskMember, DeskMemberInput]:");
  expect(text).toContain("presence=hawser.Presence(_desk_member_input, _desk_member)");
  const flags = block(text, "class FlagsTopic:");
  expect(flags).toContain("params: Iterable[str],");
  expect(flags).not.toContain("subscribe_pattern");
  // There None is what a member tells.
  expect(block(text, "class MoodsTopic:")).toContain("as_: str | None | hawser.Undefined = hawser.UNDEFINED");
});
