import { describe, expect, test } from "vitest";
import { type FormatName, formats } from "./formats.js";
import { samples, type Workload } from "./samples.js";

const workloads = Object.keys(samples) as Workload[];

describe.each(Object.keys(formats) as FormatName[])("%s", (name) => {
  test.each(workloads)("gives back every value of %s", (workload) => {
    const format = formats[name](workload);
    for (const value of samples[workload]) {
      const message = format.encode(value);
      expect(format.decode(message)).toEqual(value);
      if (workload === "event") expect(format.decodeValidated).toBeUndefined();
      else expect(format.decodeValidated?.(message)).toEqual(value);
    }
  });

  test("refuses a value that its type refuses", () => {
    const format = formats[name]("order");
    const [order] = samples.order;
    const wrong = format.encode({ ...order, lines: [{ ...order?.lines[0], quantity: 0 }] });
    expect(() => format.decodeValidated?.(wrong)).toThrow(/quantity/);
  });
});

test("an order is about a kilobyte of JSON", () => {
  const lengths = samples.order.map((order) => JSON.stringify(order).length);
  expect(lengths.reduce((sum, length) => sum + length, 0) / lengths.length).toSatisfy(
    (n: number) => n > 900 && n < 1100,
  );
});
