import { expect, test } from "vitest";
import { RefusedOrigins } from "./refused-origins.js";

test("tells of each origin once, and of no more than a log can bear", () => {
  const lines: string[] = [];
  const refused = new RefusedOrigins((line) => lines.push(line));
  refused.tell("http://localhost:5173");
  refused.tell("http://localhost:5173");
  expect(lines).toEqual([
    'hawser: refused a page from "http://localhost:5173"; if it is yours, add it to the option `origins`',
  ]);
  refused.tell("evil\n\u001b[31m");
  expect(lines[1]).toContain('"evil\\n\\u001b[31m"');
  for (let i = 0; i < 1000; i++) refused.tell(`https://${i}.example`);
  expect(lines).toHaveLength(50);
});
