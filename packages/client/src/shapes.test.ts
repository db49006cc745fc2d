import { expect, test, vi } from "vitest";
import { Shapes } from "./shapes.js";

const day = '{"kind":"ref","to":"Day"}';

test("a value becomes what its shape says, through definitions", () => {
  const shapes = new Shapes({ Day: '{"kind":"object","fields":[{"name":"at","shape":{"kind":"date"}}]}' });
  expect(shapes.conform({ at: new Date(5), more: 1 }, day)).toEqual({ at: new Date(5) });
  expect(() => shapes.conform({ at: "never" }, day)).toThrow();
});

test("a text is read when a value needs it, and once", () => {
  const parse = vi.spyOn(JSON, "parse");
  const shapes = new Shapes({ Day: '{"kind":"date"}' });
  expect(parse).not.toHaveBeenCalled();
  for (let i = 0; i < 3; i++) shapes.conform(new Date(0), day);
  expect(parse.mock.calls.map(([text]) => text)).toEqual([day, '{"kind":"date"}']);
  parse.mockRestore();
});
