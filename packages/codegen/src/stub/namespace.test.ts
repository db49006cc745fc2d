import type { SchemaShape } from "@hawser/core";
import { expect, test } from "vitest";
import { lastName, namespaceOf } from "./namespace.js";

test("procedures and topics share one tree", () => {
  const schema: SchemaShape = {
    name: "a",
    procedures: [
      { path: "ping", errors: [] },
      { path: "rooms.admin.kick", errors: [] },
      { path: "rooms.send", errors: [] },
      { path: "roomsize", errors: [] },
    ],
    topics: [
      { path: "news.flash", event: { kind: "string" } },
      { path: "rooms.messages", event: { kind: "string" } },
    ],
    definitions: {},
  };
  const paths = (items: readonly { path: string }[]): string[] => items.map(({ path }) => path);
  const root = namespaceOf(schema);
  expect(root.path).toBe("");
  expect(paths(root.procedures)).toEqual(["ping", "roomsize"]);
  expect(paths(root.namespaces)).toEqual(["news", "rooms"]);
  const rooms = root.namespaces[1];
  expect(rooms).toMatchObject({
    procedures: [{ path: "rooms.send" }],
    topics: [{ path: "rooms.messages" }],
    namespaces: [{ path: "rooms.admin", procedures: [{ path: "rooms.admin.kick" }], topics: [], namespaces: [] }],
  });
});

test("the last name of a path", () => {
  expect(lastName("ping")).toBe("ping");
  expect(lastName("rooms.admin.kick")).toBe("kick");
});
