import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { commitAll } from "../../test/commit-all.js";
import { RecordingTerminal } from "../../test/recording-terminal.js";
import { hawser } from "../../test/talk/run-hawser.js";
import { labSchemaFile, serveLab } from "../../test/talk/serve-lab.js";
import { transports } from "../../test/transports.js";
import { workspace } from "../../test/workspace.js";
import { run } from "../program.js";

const everything = {
  at: "2026-01-31T12:00:00.000Z",
  bytes: "wf8A",
  big: "-1180591620717411303424",
  map: [["a", "1970-01-01T00:00:00.000Z"]],
  set: [1, 2],
};

describe.each(transports)("hawser call, over $name", ({ transport }) => {
  describe.each([
    ["a schema file", ["--schema", labSchemaFile]],
    ["reflection", []],
  ])("with the schema from %s", (_, schema) => {
    test("every kind of value goes there and comes back", async () => {
      const { url } = await serveLab({ transport: await transport() });
      const { code, out, err } = await hawser(["call", url, "echo", JSON.stringify(everything), ...schema]);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out.map((line) => JSON.parse(line))).toEqual([everything]);
    });

    test("an output stream is printed item by item", async () => {
      const { url } = await serveLab({ transport: await transport() });
      expect(await hawser(["call", url, "numbers.count", '{"to":3}', ...schema])).toEqual({
        code: 0,
        out: ["1", "2", "3"],
        err: "",
      });
    });

    test("an input stream is read line by line", async () => {
      const { url } = await serveLab({ transport: await transport() });
      const input = ["1\n2", "\n\n3.5", "\n"];
      expect(await hawser(["call", url, "numbers.sum", ...schema], { input })).toMatchObject({ code: 0, out: ["6.5"] });
      expect(await hawser(["call", url, "numbers.double", "-", ...schema], { input })).toMatchObject({
        code: 0,
        out: ["2", "4", "7"],
      });
    });

    test("a declared error: its code, message and data", async () => {
      const { url } = await serveLab({ transport: await transport() });
      const { code, out, err } = await hawser(["call", url, "fail", '"declared"', ...schema]);
      expect({ code, out }).toEqual({ code: 1, out: [] });
      expect(JSON.parse(err)).toEqual({
        error: { code: "Refused", message: "no, thank you", data: { why: "because", at: "1970-01-01T00:00:00.000Z" } },
      });
    });
  });

  describe("--verbose", () => {
    test("tells what a call took and the metadata of its answer, beside the answer", async () => {
      const { url, server } = await serveLab({ transport: await transport() });
      const { code, out, err } = await hawser(["call", url, "trace", "-v", "--metadata", '{"traceId":"x7"}']);
      expect({ code, out }).toEqual({ code: 0, out: ['"x7"'] });
      const { call } = JSON.parse(err);
      expect(call).toEqual({
        connectMs: expect.any(Number),
        session: expect.stringMatching(/^[\w-]{21}$/),
        encoding: "positional",
        ms: expect.any(Number),
        sentBytes: expect.any(Number),
        receivedBytes: expect.any(Number),
        metadata: { cost: 3, at: "1970-01-01T00:00:00.000Z" },
      });
      // "x7" travels in both; a frame, a header of WebSocket and its mask take little.
      for (const bytes of [call.sentBytes, call.receivedBytes]) {
        expect(bytes).toBeGreaterThan(5);
        expect(bytes).toBeLessThan(60);
      }
      await vi.waitFor(() => expect(server.connectionCount).toBe(0));
    });

    test("of a stream the items, too; and for people", async () => {
      const { url } = await serveLab({ transport: await transport() });
      const args = ["call", url, "numbers.count", '{"to":3}', "--verbose"];
      expect(JSON.parse((await hawser(args)).err).call).toMatchObject({ items: 3, firstMs: expect.any(Number) });
      const { out, err } = await hawser([...args, "--format", "pretty", "--schema", labSchemaFile]);
      expect(out).toEqual(["1", "2", "3"]);
      expect(err.replace(/[\d.]+ ms/g, "N ms")).toMatch(
        /^connected in N ms, session [\w-]{21}, encoding positional\ncalled in N ms, 3 items, the first after N ms; \d+ bytes sent, \d+ received$/,
      );
    });

    test("a call that fails has metadata, too", async () => {
      const { url } = await serveLab({ transport: await transport() });
      const { code, err } = await hawser(["call", url, "fail", '"declared"', "-v", "--format", "pretty"]);
      expect(code).toBe(1);
      expect(err).toContain("error Refused\n");
      expect(err).toContain('\nmetadata { "at": "1970-01-01T00:00:00.000Z", "cost": 7 }');
    });
  });

  test("headers go along with the request for the WebSocket, each time", async () => {
    const { url, headers } = await serveLab({ transport: await transport() });
    expect(await hawser(["call", url, "nothing", "--header", "X-Lab:  a: b ", "-H", "x-other: c"])).toMatchObject({
      code: 0,
    });
    expect(headers).toEqual(["a: b", "a: b"]);
    expect(await hawser(["ping", url, "--count", "1", "-H", "x-lab: d"])).toMatchObject({ code: 0 });
    expect(headers[2]).toBe("d");
  });

  test("an auth value that is accepted, from each of its sources", async () => {
    const { url } = await serveLab({ transport: await transport() });
    const cwd = await workspace({ "auth.json": '{"token":"t0"}' });
    expect(await hawser(["call", url, "nothing", "--auth", '{"token":"t0"}'])).toMatchObject({ code: 0 });
    expect(await hawser(["call", url, "nothing", "--auth", "@auth.json"], { cwd })).toMatchObject({ code: 0 });
    expect(await hawser(["call", url, "nothing"], { env: { HAWSER_AUTH: '{"token":"t0"}' } })).toMatchObject({
      code: 0,
    });
  });

  test.each([[[]], [["--schema", labSchemaFile]]])("an auth value that is refused %#", async (schema) => {
    const { url } = await serveLab({ transport: await transport() });
    expect(await hawser(["call", url, "nothing", "--auth", '{"token":"t9"}', ...schema])).toEqual({
      code: 1,
      out: [],
      err: [
        `error ${url}`,
        "  unauthenticated: this token is not known",
        "  remedy Give an auth value that the server accepts with --auth or HAWSER_AUTH.",
      ].join("\n"),
    });
  });

  test("a server that does not tell its schema", async () => {
    const { url } = await serveLab({ transport: await transport(), reflection: false });
    const { code, err } = await hawser(["call", url, "nothing"]);
    expect(code).toBe(1);
    expect(err).toContain("forbidden: this server does not tell its schema");
    expect(err).toContain("remedy Name the schema file, a stub or a snapshot with --schema.");
    expect(await hawser(["call", url, "nothing", "--schema", labSchemaFile])).toMatchObject({ code: 0 });
  });

  test.each([[[]], [["--schema", labSchemaFile]]])("a wrong path %#", async (schema) => {
    const { port } = await serveLab({ transport: await transport(), path: "/rpc" });
    const { code, err } = await hawser(["call", `127.0.0.1:${port}/rcp`, "nothing", ...schema]);
    expect(code).toBe(1);
    expect(err).toContain(`error ws://127.0.0.1:${port}/rcp\n  the server answers with HTTP 404`);
    expect(err).toContain("remedy Check the path /rcp; createServer's option `path` says which it is.");
    expect(await hawser(["call", `http://127.0.0.1:${port}/rpc`, "nothing", ...schema])).toMatchObject({ code: 0 });
  });

  test("a call that is interrupted is cancelled on the server, too", async () => {
    const { url, begun, aborted } = await serveLab({ transport: await transport() });
    const terminal = new RecordingTerminal("/");
    const ran = run(["call", url, "wait", "--schema", labSchemaFile], terminal);
    await vi.waitFor(() => expect(begun).toEqual(["wait"]));
    terminal.interrupt();
    expect(await ran).toBe(1);
    expect(terminal.lines).toEqual([]);
    await vi.waitFor(() => expect(aborted).toEqual(["wait"]));
  });

  test("a call that takes too long", async () => {
    const { url } = await serveLab({ transport: await transport() });
    const { code, err } = await hawser(["call", url, "wait", "--timeout", "300ms"]);
    expect(code).toBe(1);
    expect(JSON.parse(err).error.code).toBe("timeout");
  });

  test("a stream that nobody reads any more ends, and that is no error", async () => {
    const { url, aborted } = await serveLab({ transport: await transport() });
    const terminal = new RecordingTerminal("/");
    terminal.isRead = false;
    expect(await run(["call", url, "numbers.count", '{"to":1000000}'], terminal)).toBe(0);
    expect(terminal.lines).toEqual(["1"]);
    await vi.waitFor(() => expect(aborted).toEqual(["count"]));
  });
});

describe("hawser call", () => {
  const { transport } = transports[1] as (typeof transports)[1];
  const lab = async () => serveLab({ transport: await transport() });

  test("pretty: answers and errors for people", async () => {
    const { url } = await lab();
    const pretty = ["--format", "pretty"];
    expect((await hawser(["call", url, "numbers.negate", ...pretty, "--", "-5"])).out).toEqual(["5"]);
    expect((await hawser(["call", url, "nothing"], { isInteractive: true })).out).toEqual([
      "done; the procedure has no output",
    ]);
    expect((await hawser(["call", url, "nothing"])).out).toEqual([]);
    const { out } = await hawser(["call", url, "echo", JSON.stringify(everything), ...pretty]);
    expect(out.join("\n")).toBe(
      [
        "{",
        '  "at": "2026-01-31T12:00:00.000Z",',
        '  "big": "-1180591620717411303424",',
        '  "bytes": "wf8A",',
        '  "map": [["a", "1970-01-01T00:00:00.000Z"]],',
        '  "set": [1, 2]',
        "}",
      ].join("\n"),
    );
    expect((await hawser(["call", url, "fail", '"declared"', ...pretty])).err).toBe(
      ["error Refused", "  no, thank you", '  data { "at": "1970-01-01T00:00:00.000Z", "why": "because" }'].join("\n"),
    );
    expect((await hawser(["call", url, "fail", '"broken"', ...pretty])).err).toMatch(/^error internal\n {2}/);
  });

  test("input from a file and piped in", async () => {
    const { url } = await lab();
    const cwd = await workspace({ "input.json": JSON.stringify(everything), "numbers.ndjson": "1\r\n2\r\n" });
    expect((await hawser(["call", url, "echo", "@input.json"], { cwd })).code).toBe(0);
    expect((await hawser(["call", url, "echo", "-"], { input: [JSON.stringify(everything)] })).code).toBe(0);
    expect((await hawser(["call", url, "numbers.sum", "@numbers.ndjson"], { cwd })).out).toEqual(["3"]);
  });

  test("a call of an idempotent procedure has a key", async () => {
    const { url } = await lab();
    expect((await hawser(["call", url, "once"])).out).toEqual(["true"]);
  });

  test("metadata goes along", async () => {
    const { url } = await lab();
    expect((await hawser(["call", url, "trace", "--metadata", '{"traceId":"x7"}'])).out).toEqual(['"x7"']);
    expect((await hawser(["call", url, "trace"])).out).toEqual(['"none"']);
  });

  test.each([
    ["an unknown procedure", ["ehco"], "The schema lab has no procedure ehco. Did you mean echo?"],
    ["a procedure that is nothing like any", ["orders"], "There are echo, fail, nothing, numbers.count, "],
    ["a topic", ["tick"], "tick is a topic of the schema lab, for hawser subscribe."],
    ["malformed JSON", ["numbers.negate", "{5}"], "the input: malformed JSON: Expected property name"],
    ["malformed JSON of a shell's making", ["fail", "declared"], "A shell takes quotes away; put single quotes around"],
    ["no JSON", ["fail", ""], "the input: malformed JSON: it is empty."],
    ["a file without a name", ["fail", "@"], "the input: @ stands before the name of a file, as in @input.json."],
    ["no such file", ["fail", "@none.json"], "none.json: there is no such file."],
    [
      "an input that does not fit",
      ["numbers.count", '{"to":"3"}'],
      'the input cannot be sent: to: expected a whole number, got "3".',
    ],
    ["a misspelled key", ["numbers.count", '{"too":3}'], "too: there is no such key; did you mean to?"],
    [
      "a missing input",
      ["numbers.count"],
      "numbers.count takes an input. Give it as JSON, in a file (@input.json), or piped in (-).",
    ],
    ["an input that is not taken", ["nothing", "5"], "nothing takes no input."],
    ["malformed auth", ["nothing", "--auth", "t0"], "--auth: malformed JSON"],
    [
      "metadata that does not fit",
      ["trace", "--metadata", '{"traceId":5}'],
      "the metadata cannot be sent: traceId: expected text, got 5.",
    ],
  ])("%s is bad usage", async (_, args, message) => {
    const { url } = await lab();
    const { code, out, err } = await hawser(["call", url, ...args]);
    expect({ code, out }).toEqual({ code: 2, out: [] });
    expect(err).toMatch(/^error /);
    expect(err).toContain(message);
  });

  test("an auth value that does not fit the schema file is bad usage", async () => {
    const { url } = await lab();
    const args = ["call", url, "nothing", "--schema", labSchemaFile, "--auth", '{"token":5}'];
    expect(await hawser(args)).toEqual({
      code: 2,
      out: [],
      err: "error the auth value cannot be sent: token: expected text, got 5.",
    });
  });

  test("an item that does not fit is bad usage, and names its line", async () => {
    const { url } = await lab();
    for (const procedure of ["numbers.sum", "numbers.double"]) {
      const { code, err } = await hawser(["call", url, procedure], { input: ["1\n2\n", '"x"\n4\n'] });
      expect(code).toBe(2);
      expect(err).toBe(
        'error the input on standard input, line 3 cannot be sent: the value: expected a number, got "x".',
      );
    }
    const { code, err } = await hawser(["call", url, "numbers.sum"], { input: ["1\n2,\n"] });
    expect(code).toBe(2);
    expect(err).toContain("the input on standard input, line 2: malformed JSON");
  });

  test.each(["no-colon", ": nameless", "two words: x", "x: line\nbreak"])("%j is no header", async (line) => {
    const { code, err } = await hawser(["call", "localhost:1", "nothing", "--header", line]);
    expect(code).toBe(2);
    expect(err).toBe(`error --header ${JSON.stringify(line)}: expected a header of HTTP, as in 'Cookie: a=b'.`);
  });

  test.each([
    ["ftp://x", "does not begin with ws:"],
    ["ws://", "is no URL of a server"],
  ])("%s is no server", async (url, message) => {
    const { code, err } = await hawser(["call", url, "nothing"]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test("a duration that is none is bad usage", async () => {
    const { code, err } = await hawser(["call", "localhost:1", "nothing", "--timeout", "5"]);
    expect(code).toBe(2);
    expect(err).toContain("--timeout 5: expected a duration such as 500ms, 10s or 2m.");
  });

  test("nobody listens", async () => {
    const { server, port } = await lab();
    await server.close();
    for (const schema of [[], ["--schema", labSchemaFile]]) {
      const { code, err } = await hawser(["call", `localhost:${port}`, "nothing", ...schema]);
      expect(code).toBe(1);
      expect(err).toBe(
        `error ws://localhost:${port}/\n  nothing listens at localhost:${port}\n  remedy Start the server, or check host and port.`,
      );
    }
  });

  test("a schema file with an error in it", async () => {
    const cwd = await workspace({ "a.schema.ts": "nonsense(" });
    const { code, err } = await hawser(["call", "localhost:1", "nothing", "--schema", "a.schema.ts"], { cwd });
    expect(code).toBe(1);
    expect(err).toContain("error a.schema.ts:1:10\n  syntax error: ");
  });

  test("a stub, a snapshot and a revision say the schema, too", async () => {
    const { url } = await serveLab({ transport: await transport(), reflection: false });
    const cwd = await workspace({ "lab.schema.ts": await readFile(labSchemaFile, "utf8") });
    for (const args of [
      ["generate", "lab.schema.ts"],
      ["generate", "lab.schema.ts", "-o", "javascript.client.js"],
      ["snapshot", "lab.schema.ts", "-o", "lab.json"],
    ]) {
      expect(await hawser(args, { cwd })).toMatchObject({ code: 0 });
    }
    await commitAll(cwd);
    await rm(join(cwd, "lab.schema.ts"));
    for (const file of [
      "git:HEAD:lab.schema.ts",
      "lab.client.ts",
      "javascript.client.js",
      "lab.json",
      "git:HEAD:lab.json",
    ]) {
      expect((await hawser(["call", url, "numbers.count", '{"to":1}', "--schema", file], { cwd })).out).toEqual(["1"]);
      const { out } = await hawser(["ping", url, "--count", "1", "--schema", file], { cwd });
      expect(JSON.parse(out[0] ?? "").connected.encoding).toBe("positional");
    }
    const { code, err } = await hawser(["call", url, "nothing", "--schema", "none.json"], { cwd });
    expect(code).toBe(1);
    expect(err).toContain("error none.json\n  there is no such file");
  });

  test("a server with another schema than the file says so of the call", async () => {
    const { url } = await lab();
    const cwd = await workspace({
      "old.schema.ts": `import { defineSchema, procedure } from "@hawser/core";
        export default defineSchema({ name: "lab", procedures: { gone: procedure({}) } });`,
    });
    const { code, err } = await hawser(["call", url, "gone", "--schema", "old.schema.ts"], { cwd });
    expect(code).toBe(1);
    expect(JSON.parse(err).error.code).toBe("unknown_procedure");
  });

  test("text of a server cannot steer the terminal", async () => {
    const { url } = await lab();
    const note = "\u009b31m\u2028\u0007";
    const { out } = await hawser(["call", url, "echo", JSON.stringify({ ...everything, note })]);
    expect(out[0]).toContain("\\u009b31m\\u2028\\u0007");
    expect(JSON.parse(out[0] ?? "")).toMatchObject({ note });
  });

  test("--help tells examples and exit codes", async () => {
    const { code, out } = await hawser(["call", "--help"]);
    expect(code).toBe(0);
    for (const text of [
      "hawser call [options] <url> <procedure> [input]",
      "--schema",
      "HAWSER_AUTH",
      "Examples:",
      "Exit codes:",
    ]) {
      expect(out.join("\n")).toContain(text);
    }
  });

  test("a file of the input that grows out of a directory", async () => {
    const { url } = await lab();
    const cwd = await workspace({ "in/keep": "" });
    await writeFile(join(cwd, "in/empty.json"), "");
    expect((await hawser(["call", url, "fail", "@in"], { cwd })).err).toContain("in: this is a directory.");
    expect((await hawser(["call", url, "fail", "@in/empty.json"], { cwd })).err).toContain(
      "in in/empty.json: malformed JSON: it is empty.",
    );
  });
});
