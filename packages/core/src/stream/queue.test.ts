import fc from "fast-check";
import { expect, test } from "vitest";
import { holds } from "../../test/property.js";
import { Queue } from "./queue.js";

test("it behaves as an array, whatever is done to it", () => {
  const steps = fc.array(
    fc.oneof(
      fc.nat(200),
      fc.nat(200).map((n) => -n),
      fc.constant("clear" as const),
    ),
    {
      maxLength: 40,
    },
  );
  holds(
    fc.property(steps, (steps) => {
      const queue = new Queue<number>();
      let model: number[] = [];
      let next = 0;
      for (const step of steps) {
        if (step === "clear") {
          queue.clear();
          model = [];
        } else if (step >= 0) {
          for (let i = 0; i < step; i++, next++) {
            queue.push(next);
            model.push(next);
          }
        } else for (let i = 0; i < -step; i++) expect(queue.shift()).toBe(model.shift());
        expect(queue.length).toBe(model.length);
      }
    }),
  );
});

test("undefined is an item like any other", () => {
  const queue = new Queue<undefined>();
  queue.push(undefined);
  expect(queue.length).toBe(1);
  expect(queue.shift()).toBeUndefined();
  expect(queue.length).toBe(0);
});
