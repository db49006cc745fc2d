import type { Shape, TopicShape } from "@hawser/core";
import { expect, test } from "vitest";
import { printParts, topicShape } from "../../test/print-parts.js";
import type { TopicNames } from "./operation-names.js";
import { declareMember, printAttend } from "./print-attend.js";

function print(topic: TopicShape): { method: string; types: string; imports: string } {
  const { stub, types, imports } = printParts({ topics: [topic] });
  const names = stub.operations[0] as TopicNames;
  const method = printAttend(names, imports).join("\n");
  declareMember(names, types);
  return { method, types: types.take().join("\n\n"), imports: imports.print() };
}

const string: Shape = { kind: "string" };
const nick: Shape = { kind: "object", fields: [{ name: "nick", shape: string }] };

test("a topic in which nobody is present has nothing to attend", () => {
  const { method, types, imports } = print(topicShape("rooms.messages", { params: string }));
  expect([method, types]).toEqual(["", ""]);
  expect(imports).not.toMatch(/attend/i);
});

test("members whose data comes as it was given", () => {
  const { method, types, imports } = print(
    topicShape("rooms.messages", { params: string, presence: { input: nick, output: nick } }),
  );
  expect(method).toBe(
    [
      "  /**",
      "   * Tells who is here: in `members`, and every change through `for await`, or through `options.onChange`.",
      "   * Enters with `options.as`, until `leave()`; without it one only watches.",
      "   * Who loses the connection for a moment stays a member, and others hear nothing of it.",
      "   */",
      "  attend(params: RoomsMessagesParams, options?: AttendOptions<RoomsMessagesMember>): Attendance<RoomsMessagesMember> {",
      "    return attend(this.#connection, roomsMessages, params, options);",
      "  }",
    ].join("\n"),
  );
  expect(types).toBe(
    [
      "/** What a member of `rooms.messages` tells of itself. */",
      "export interface RoomsMessagesMember {",
      "  nick: string;",
      "}",
    ].join("\n"),
  );
  expect(imports).toBe(
    ["import {", "  attend,", "  type Attendance,", "  type AttendOptions,", '} from "@hawser/client";'].join("\n"),
  );
});

test("members whose data becomes something else", () => {
  const { method, types } = print(
    topicShape("tick", {
      presence: { input: { kind: "bytes" }, output: { kind: "date", description: "Since when." } },
    }),
  );
  expect(method).toContain(
    "  attend(options?: AttendOptions<TickMember, TickMemberInput>): Attendance<TickMember, TickMemberInput> {",
  );
  expect(method).toContain("    return attend(this.#connection, tick, undefined, options);");
  expect(types).toBe(
    [
      "/** Since when. */",
      "export type TickMember = Date;",
      "",
      "/** What a member of `tick` tells of itself, as it is given. */",
      "export type TickMemberInput = Uint8Array | ArrayBuffer;",
    ].join("\n"),
  );
});

test("what one gives is as wide as it can be", () => {
  const list: Shape = { kind: "array", item: string };
  expect(print(topicShape("tick", { presence: { input: list, output: list } })).types).toContain(
    "export type TickMemberInput = readonly string[];",
  );
});

test("params that may be left out", () => {
  const params: Shape = { kind: "optional", of: string };
  expect(print(topicShape("tick", { params, presence: { input: nick, output: nick } })).method).toContain(
    "  attend(params?: TickParams, options?: AttendOptions<TickMember>): Attendance<TickMember> {",
  );
});
