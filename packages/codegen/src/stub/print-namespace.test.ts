import type { SchemaShape } from "@hawser/core";
import { expect, test } from "vitest";
import { printParts, procedureShape, topicShape } from "../../test/print-parts.js";
import { printNamespace } from "./print-namespace.js";

function print(declarations: Partial<SchemaShape>): string[] {
  const { schema, stub, imports } = printParts(declarations);
  return stub.namespaces.map((namespace) => printNamespace(namespace, schema.definitions, imports));
}

test("the root shows the connection", () => {
  expect(print({})).toEqual([
    [
      "/** A client of the `test` schema, made by {@link connect}. */",
      "export class Test {",
      "  /** What all of this shares: its status, and how to close it. */",
      "  readonly connection: Connection;",
      "",
      "  constructor(connection: Connection) {",
      "    this.connection = connection;",
      "  }",
      "}",
    ].join("\n"),
  ]);
});

test("a namespace holds namespaces, topics and methods", () => {
  const [, rooms] = print({
    procedures: [procedureShape("rooms.admin-desk.kick"), procedureShape("rooms.send")],
    topics: [topicShape("rooms.messages")],
  });
  expect(rooms).toBe(
    [
      "/** The members under `rooms`. */",
      "export class Rooms {",
      "  readonly #connection: Connection;",
      '  readonly "admin-desk": RoomsAdminDesk;',
      "  /** @generated from topics.rooms.messages */",
      "  readonly messages: RoomsMessagesTopic;",
      "",
      "  constructor(connection: Connection) {",
      "    this.#connection = connection;",
      '    this["admin-desk"] = new RoomsAdminDesk(connection);',
      "    this.messages = new RoomsMessagesTopic(connection);",
      "  }",
      "",
      "  /** @generated from procedures.rooms.send */",
      "  send(options?: CallOptions): Promise<void> {",
      "    return call(this.#connection, roomsSend, undefined, options);",
      "  }",
      "}",
    ].join("\n"),
  );
});

test("a namespace without procedures keeps no connection", () => {
  const [, news] = print({ topics: [topicShape("news.flash")] });
  expect(news).not.toContain("#connection");
});

test("every namespace is printed once, the outer before the inner", () => {
  const classes = print({
    procedures: [procedureShape("a.b.c"), procedureShape("a.b.d"), procedureShape("z.y")],
    topics: [topicShape("a.b.e")],
  });
  expect(classes.map((text) => /export class (\w+)/.exec(text)?.[1])).toEqual(["Test", "A", "AB", "Z"]);
});

test("a class keeps off the names of definitions and of what the stub uses", () => {
  const classes = print({
    name: "Map",
    procedures: [procedureShape("rooms.get", { output: { kind: "ref", to: "Rooms" } })],
    definitions: { Rooms: { kind: "object", fields: [] } },
  });
  expect(classes.map((text) => /export class (\w+)/.exec(text)?.[1])).toEqual(["MapClient", "RoomsNamespace"]);
});
