import { expect, test } from "vitest";
import {
  className,
  constantName,
  isModuleName,
  pythonFile,
  ScopeNames,
  snakeCase,
  typeBeside,
} from "./python-names.js";

test.each([
  ["sentAt", "sent_at"],
  ["rooms.sendAll", "rooms_send_all"],
  ["whoAmI", "who_am_i"],
  ["HTTPServer2", "http_server2"],
  ["2fa", "_2fa"],
  ["side length", "side_length"],
  ["_id", "id"],
  ["$ref", "ref"],
  ["größe", "größe"],
  ["ﬁle", "file"],
  ["---", "unnamed"],
])("%s is %s in Python", (name, expected) => {
  expect(snakeCase(name)).toBe(expected);
});

test.each([
  ["rooms.sendAll", "_rooms_send_all"],
  ["2fa", "_2fa"],
  ["__proto", "_proto"],
])("%s is the constant %s", (name, expected) => {
  expect(constantName(name)).toBe(expected);
});

test("a class name has no character that only JavaScript allows", () => {
  expect(className("$rooms.send$all")).toBe("RoomsSendAll");
});

test("names in a scope give way to Python's own, to modules and to each other", () => {
  const scope = new ScopeNames(["close"]);
  expect(
    ["from", "class", "match", "self", "datetime", "close", "a", "a", "a"].map((name) => scope.take(name)),
  ).toEqual(["from_", "class_", "match", "self_", "datetime_", "close_", "a", "a_", "a__"]);
});

test("a type beside a member that is called like it is found elsewhere", () => {
  expect(typeBeside(["list", "str"], 'dict[str, list[Literal["list"]]] | hawser.list')).toBe(
    'dict[builtins.str, builtins.list[Literal["list"]]] | hawser.list',
  );
  expect(typeBeside(["room"], "list[str]")).toBe("list[str]");
});

test.each([
  ["my-app.client", "my_app_client.py"],
  ["class", "class_.py"],
  ["2024", "_2024.py"],
])("the file of %s is %s", (name, expected) => {
  expect(pythonFile(name)).toBe(expected);
});

test.each([
  ["chat_client", true],
  ["größe", true],
  ["my-app", false],
  ["import", false],
  ["2fa", false],
  ["a.b", false],
])("whether %s can be imported: %s", (name, expected) => {
  expect(isModuleName(name)).toBe(expected);
});
