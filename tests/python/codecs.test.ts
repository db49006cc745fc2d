import { expect, test } from "vitest";
import { generateClient } from "./generate-client.js";
import { findPython, startPython, whyNoPython } from "./python.js";

test("values stand on the wire as the protocol says, and what is wrong is told", async (context) => {
  const python = findPython();
  if (python === undefined) return context.skip(whyNoPython);
  const clients = await generateClient("lab.schema.ts", "lab_client.py");
  const checks = startPython(python, "codecs.py", [], clients);
  const code = await checks.ended();
  expect({ code, errors: checks.errors, lines: checks.lines }).toEqual({ code: 0, errors: "", lines: ["done"] });
});
