import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { x } from "tinyexec";
import { describe, expect, test } from "vitest";
import { hawser } from "../../test/talk/run-hawser.js";
import { labSchemaFile } from "../../test/talk/serve-lab.js";
import { workspace } from "../../test/workspace.js";

async function complete(line: string, cwd = "/"): Promise<string[]> {
  const { code, out, err } = await hawser(["complete", "--", line], { cwd });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out.map((text) => text.split("\t")[0] as string);
}

describe("hawser complete", () => {
  test("commands", async () => {
    expect(await complete("hawser ")).toEqual(
      expect.arrayContaining(["generate", "call", "subscribe", "ping", "completion"]),
    );
    expect(await complete("hawser ")).not.toContain("complete");
    expect(await complete("hawser pi")).toEqual(["ping"]);
    expect(await complete("hawser nope ")).toEqual([]);
    expect(await complete("hawser help pi")).toEqual(["ping"]);
  });

  test("options, and the values that they can have", async () => {
    expect(await complete("hawser ping --")).toEqual([
      "--schema",
      "--auth",
      "--timeout",
      "--count",
      "--format",
      "--help",
    ]);
    expect(await complete("hawser call ws://localhost:3000 --sch")).toEqual(["--schema"]);
    expect(await complete("hawser call --format ")).toEqual(["pretty", "ndjson"]);
    expect(await complete("hawser call --format nd")).toEqual(["ndjson"]);
    expect(await complete("hawser call --schema ")).toEqual([]);
    expect(await complete("hawser call -- --")).toEqual([]);
  });

  test("arguments that can have few values", async () => {
    expect(await complete("hawser completion ")).toEqual(["bash", "zsh", "fish"]);
    expect(await complete("hawser completion bash ")).toEqual([]);
  });

  test("procedures and topics of the schema that is named", async () => {
    const schema = `--schema '${labSchemaFile}'`;
    expect(await complete(`hawser call ${schema} ws://localhost:3000 numbers.`)).toEqual([
      "numbers.count",
      "numbers.double",
      "numbers.negate",
      "numbers.sum",
    ]);
    expect(await complete(`hawser call ws://localhost:3000 --schema=${labSchemaFile} ec`)).toEqual(["echo"]);
    expect(await complete(`hawser subscribe localhost ${schema} `)).toEqual(["messages", "tick"]);
    expect(await complete(`hawser subscribe localhost tick ${schema} `)).toEqual([]);
    expect(await complete("hawser call localhost ")).toEqual([]);
    const { out } = await hawser(["complete", "--", `hawser call ${schema} localhost echo`]);
    expect(out).toEqual(["echo\tGives back what it gets."]);
  });

  test("nothing, quietly, of a schema file with an error in it", async () => {
    const cwd = await workspace({ "a.schema.ts": "nonsense(" });
    expect(await complete("hawser call --schema a.schema.ts localhost ", cwd)).toEqual([]);
    expect(await complete("hawser call --schema none.ts localhost ", cwd)).toEqual([]);
  });
});

describe("hawser completion", () => {
  test.each(["bash", "zsh", "fish"])("%s: prints a script", async (shell) => {
    const { code, out } = await hawser(["completion", shell]);
    expect(code).toBe(0);
    expect(out.join("\n")).toContain("hawser complete -- ".replace("hawser", shell === "bash" ? '"$1"' : "hawser"));
  });

  test("another shell is bad usage", async () => {
    const { code, err } = await hawser(["completion", "cmd"]);
    expect(code).toBe(2);
    expect(err).toContain("Allowed choices are bash, zsh, fish.");
  });

  test("bash completes with it", async () => {
    const directory = await workspace({});
    const command = join(directory, "hawser");
    const cli = fileURLToPath(new URL("../cli.ts", import.meta.url));
    const node = [process.execPath, "--conditions", "@hawser/source", "--import", import.meta.resolve("tsx"), cli];
    await writeFile(command, `#!/bin/sh\nexec ${node.map((word) => `'${word}'`).join(" ")} "$@"\n`);
    await chmod(command, 0o755);
    const script = `
      PATH="${directory}:$PATH"
      eval "$(hawser completion bash)"
      complete -p hawser
      try() {
        COMP_LINE=$1 COMP_POINT=\${#1}
        COMP_WORDS=($1)
        _hawser hawser
        echo "\${COMPREPLY[@]}"
      }
      try "hawser sub"
      try "hawser subscribe ws://localhost:3000 --fo"
      try "hawser call --schema ${labSchemaFile} ws://localhost:3000 numbers.s"
      try "hawser call --schema "
    `;
    const { stdout, stderr } = await x("bash", ["--norc", "-c", script], {
      nodeOptions: { cwd: directory },
    });
    expect(stderr).toBe("");
    expect(stdout.split("\n")).toEqual([
      "complete -o default -F _hawser hawser",
      "subscribe",
      "--format",
      "numbers.sum",
      "",
      "",
    ]);
  }, 60_000);
});
