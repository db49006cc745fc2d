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
    expect(await complete("TOKEN=t0 sudo node_modules/.bin/hawser pi")).toEqual(["ping"]);
  });

  test("options, and the values that they can have", async () => {
    expect(await complete("hawser ping --")).toEqual([
      "--schema",
      "--auth",
      "--header",
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
    expect(await complete("hawser call --format=nd")).toEqual(["--format=ndjson"]);
    expect(await complete("hawser call --auth=")).toEqual([]);
    expect(await complete("hawser call --nope=")).toEqual([]);
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
    expect(await complete(`hawser subscribe localhost ${schema} `)).toEqual(["messages", "prices", "talk", "tick"]);
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
  const slow = { tags: ["slow"] };
  test.each(["bash", "zsh", "fish"])("%s: prints a script", async (shell) => {
    const { code, out } = await hawser(["completion", shell]);
    expect(code).toBe(0);
    expect(out.join("\n")).toContain(" complete -- ");
  });

  test("another shell is bad usage", async () => {
    const { code, err } = await hawser(["completion", "cmd"]);
    expect(code).toBe(2);
    expect(err).toContain("Allowed choices are bash, zsh, fish.");
  });

  test("bash completes with it", slow, async () => {
    const script = `
      PATH="$PWD:$PATH"
      eval "$(hawser completion bash)"
      complete -p hawser
      try() {
        COMP_LINE=$1 COMP_POINT=\${#1}
        COMP_WORDS=($1)
        _hawser hawser "$2"
        echo "\${COMPREPLY[@]}"
      }
      try "hawser sub" sub
      try "hawser subscribe ws://localhost:3000 --fo" --fo
      try "TOKEN=t0 hawser call --schema ${labSchemaFile} ws://localhost:3000 numbers.s" numbers.s
      try "hawser call --format=n" n
      try "hawser call --schema " ""
    `;
    expect(await shell("bash", ["--norc", "-c", script])).toEqual([
      "complete -o default -F _hawser hawser",
      "subscribe",
      "--format",
      "numbers.sum",
      "ndjson",
      "",
    ]);
  });

  const typed = [
    "hawser sub",
    "hawser subscribe ws://localhost:3000 --fo",
    `TOKEN=t0 hawser call --schema ${labSchemaFile} ws://localhost:3000 numbers.s`,
    "hawser call --format=n",
    "hawser call --format=",
    "hawser call --schema a",
    "hawser call --schema=a",
    "./hawser pi",
  ];

  test("fish completes with it", slow, async (context) => {
    if (!(await has("fish"))) context.skip("fish is missing: apt-get install fish");
    const script = `
      set -x PATH $PWD $PATH
      hawser completion fish | source
      for line in ${typed.map((line) => `'${line}'`).join(" ")}
        echo "== $line"
        complete -C $line
      end
    `;
    expect(await shell("fish", ["--no-config", "-c", script])).toEqual([
      `== ${typed[0]}`,
      "subscribe\tSubscribe to a topic of a running server, and print its events, or its members, until Ctrl-C.",
      `== ${typed[1]}`,
      "--format\thow to print (default: pretty on a terminal, else ndjson)",
      `== ${typed[2]}`,
      "numbers.sum",
      `== ${typed[3]}`,
      "--format=ndjson",
      `== ${typed[4]}`,
      "--format=ndjson",
      "--format=pretty",
      `== ${typed[5]}`,
      "a schema.ts",
      "another.ts",
      `== ${typed[6]}`,
      "--schema=a schema.ts",
      "--schema=another.ts",
      `== ${typed[7]}`,
      "ping\tConnect to a running server, and measure how fast it answers.",
    ]);
  });

  test.for([
    ["evaluated", 'eval "$(hawser completion zsh)"', 8],
    ["as a file of $fpath", "hawser completion zsh > _hawser; fpath=($PWD $fpath); compinit -u -D", 2],
  ] as const)("zsh completes with it, %s", slow, async ([_, setUp, count], context) => {
    if (!(await has("zsh"))) context.skip("zsh is missing: apt-get install zsh");
    const completed = [
      "hawser subscribe ",
      "hawser subscribe ws://localhost:3000 --format ",
      `TOKEN=t0 hawser call --schema ${labSchemaFile} ws://localhost:3000 numbers.sum `,
      "hawser call --format=ndjson ",
      "hawser call --format=ndjson --format=pretty ",
      "hawser call --schema a\\ schema.ts another.ts ",
      "hawser call --schema=a\\ schema.ts --schema=another.ts ",
      "./hawser ping ",
    ];
    const told = await shell("zsh", ["-f", "-c", typing(typed.slice(0, count))], { "inside.zsh": telling(setUp) });
    expect(told).toEqual(["ready", ...completed.slice(0, count)]);
  });
});

/** A script of zsh that types lines into another zsh on a pseudo-terminal, and prints what that one tells of them. */
function typing(lines: readonly string[]): string {
  return `
    zmodload zsh/zpty
    zpty inner 'zsh -f -i'
    count() { local -a told; [[ -e told ]] && told=("\${(@f)$(<told)}"); print $#told }
    wait_for() { while (( $(count) < $1 )); do zpty -r -t inner echoed; sleep 0.05; done }
    zpty -w inner 'source ./inside.zsh'
    wait_for 1
    wanted=1
    for line in ${lines.map((line) => `'${line}'`).join(" ")}; do
      zpty -w -n inner "$line"$'\x14'
      wait_for $(( ++wanted ))
    done
    zpty -d inner
    cat told
  `;
}

/** What that other zsh runs at its start: Ctrl-T writes the line into a file, with all that its last word could become. */
function telling(setUp: string): string {
  return `
    PATH="$PWD:$PATH"
    autoload -Uz compinit
    compinit -u -D
    ${setUp}
    all() { _main_complete; compstate[insert]=all compstate[list]= }
    zle -C all complete-word all
    tell() { zle all; print -r -- "$BUFFER" >> told; BUFFER= }
    zle -N tell
    bindkey '^T' tell
    print ready > told
  `;
}

/** The lines that a shell prints in a directory with the command `hawser` and two files that begin with an a. */
async function shell(name: string, args: string[], files: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const cwd = await workspace({ "a schema.ts": "", "another.ts": "", ...files });
  const cli = fileURLToPath(new URL("../cli.ts", import.meta.url));
  const node = [process.execPath, "--conditions", "@hawser/source", "--import", import.meta.resolve("tsx"), cli];
  await writeFile(join(cwd, "hawser"), `#!/bin/sh\nexec ${node.map((word) => `'${word}'`).join(" ")} "$@"\n`);
  await chmod(join(cwd, "hawser"), 0o755);
  const { stdout, stderr } = await x(name, args, { timeout: 150_000, nodeOptions: { cwd } });
  expect(stderr).toBe("");
  return stdout.replace(/\n$/, "").split("\n");
}

async function has(shell: string): Promise<boolean> {
  const { exitCode } = await x("sh", ["-c", `command -v ${shell}`]);
  return exitCode === 0;
}
