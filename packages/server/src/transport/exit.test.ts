import { fileURLToPath } from "node:url";
import { exec } from "tinyexec";
import { expect, test } from "vitest";
import { whyNoUws } from "./behaviour/why-no-uws.js";

const program = fileURLToPath(new URL("behaviour/fixtures/serve-and-close.ts", import.meta.url));

test.for(["uws", "ws"])("a program ends by itself once its %s transport is closed", async (name, context) => {
  const skip = name === "uws" ? await whyNoUws() : undefined;
  if (skip) context.skip(skip);
  expect(await run(name)).toEqual({ output: "served and closed\n", exitCode: 0 });
});

async function run(name: string) {
  const options = ["--import=tsx", "--conditions=@hawser/source"];
  const { stdout, stderr, exitCode } = await exec(process.execPath, [...options, program, name], { timeout: 12_000 });
  return { output: stdout + stderr, exitCode };
}
