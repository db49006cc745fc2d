import { expect, test } from "vitest";
import { readDiagnostics } from "./diagnostics.js";

const said = `Files:                         120
Instantiations:             402331
Memory used:               210000K
Assignability cache size:     9021
I/O Read time:               0.02s
Check time:                  1.25s
printTime time:              0.00s
Total time:                  2.50s
`;

test("figures come out in milliseconds and bytes", () => {
  expect(readDiagnostics(said)).toEqual({
    totalMs: 2_500,
    checkMs: 1_250,
    memoryBytes: 210_000 * 1_024,
    instantiations: 402_331,
  });
});

test("a figure that is not there is no zero", () => {
  expect(() => readDiagnostics(said.replace("Check time", "Time"))).toThrow("Check time");
});
