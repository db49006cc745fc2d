import { expect, test } from "vitest";
import { splitLine } from "./split-line.js";

test.each([
  ["hawser", ["hawser"]],
  ["hawser ", ["hawser", ""]],
  ["hawser  call ws://localhost:3000 ro", ["hawser", "call", "ws://localhost:3000", "ro"]],
  [`hawser call x '{"a": 1}' --sch`, ["hawser", "call", "x", '{"a": 1}', "--sch"]],
  ['a "b \\" c" d', ["a", 'b " c', "d"]],
  ["a b\\ c", ["a", "b c"]],
  ["a '' ", ["a", "", ""]],
  ["a 'not closed", ["a", "not closed"]],
  ["", [""]],
])("%j", (line, words) => {
  expect(splitLine(line)).toEqual(words);
});
