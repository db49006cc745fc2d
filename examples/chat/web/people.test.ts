import { expect, test } from "vitest";
import { peopleOf } from "./people.js";

test("the guest comes first, the others by name", () => {
  const members = ["linus", "Grace", "Ada", "Édouard"].map((nick) => ({ nick, isTyping: false }));
  const people = peopleOf(members, "Grace");
  expect(people.map(({ nick }) => nick)).toEqual(["Grace", "Ada", "Édouard", "linus"]);
  expect(people.map(({ isSelf }) => isSelf)).toEqual([true, false, false, false]);
});

test("who is there with two pages is one person, and types where one of them does", () => {
  const members = [
    { nick: "Ada", isTyping: true },
    { nick: "Ada", isTyping: false },
    { nick: "Grace", isTyping: false },
  ];
  expect(peopleOf(members, undefined)).toEqual([
    { nick: "Ada", isSelf: false, isTyping: true },
    { nick: "Grace", isSelf: false, isTyping: false },
  ]);
});
