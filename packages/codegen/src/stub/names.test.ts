import { describe, expect, test } from "vitest";
import { camelCase, memberOf, Names, pascalCase, pascalSuffix, propertyName } from "./names.js";

describe("Names", () => {
  test("gives what is asked for, then numbers", () => {
    const names = new Names(["Date"]);
    expect([names.take("Rooms"), names.take("Rooms"), names.take("Rooms")]).toEqual(["Rooms", "Rooms2", "Rooms3"]);
    expect(names.take("Date")).toBe("Date2");
  });

  test("prefers another word to a number", () => {
    const names = new Names(["delete"]);
    expect(names.take("delete", "deleteProcedure")).toBe("deleteProcedure");
    expect(names.take("delete", "deleteProcedure")).toBe("deleteProcedure2");
    expect(names.all()).toEqual(["delete", "deleteProcedure", "deleteProcedure2"]);
  });
});

test.each([
  ["rooms.send", "RoomsSend", "roomsSend"],
  ["rooms.send-all", "RoomsSendAll", "roomsSendAll"],
  ["snake_case.__x", "SnakeCaseX", "snakeCaseX"],
  ["größe.Äpfel", "GrößeÄpfel", "größeÄpfel"],
  ["部屋.送る", "部屋送る", "部屋送る"],
  ["2fa", "_2fa", "_2fa"],
  ["auth.2fa", "Auth2fa", "auth2fa"],
  ["user profile!", "UserProfile", "userProfile"],
  ["***", "Unnamed", "unnamed"],
  ["𝒳y", "𝒳y", "𝒳y"],
])("%s is called %s as a type and %s as a constant", (path, type, constant) => {
  expect(pascalCase(path)).toBe(type);
  expect(camelCase(path)).toBe(constant);
});

test("behind another name a digit may stand first", () => {
  expect(pascalSuffix("2fa")).toBe("2fa");
  expect(pascalSuffix("home-address")).toBe("HomeAddress");
});

test("a member that is no identifier is quoted", () => {
  expect(propertyName("send")).toBe("send");
  expect(propertyName("größe")).toBe("größe");
  expect(propertyName("get-all")).toBe('"get-all"');
  expect(propertyName('a"b')).toBe('"a\\"b"');
  expect(memberOf("this", "send")).toBe("this.send");
  expect(memberOf("this", "2fa")).toBe('this["2fa"]');
});
