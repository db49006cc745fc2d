import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { WebSocket } from "ws";
import { RecordingTerminal } from "../../test/recording-terminal.js";
import { hawser } from "../../test/talk/run-hawser.js";
import { type Lab, labSchemaFile, serveLab } from "../../test/talk/serve-lab.js";
import { transports } from "../../test/transports.js";
import { workspace } from "../../test/workspace.js";
import { run } from "../program.js";

interface Inspection {
  readonly terminal: RecordingTerminal;
  /** Where clients connect to. */
  readonly url: string;
  /** Ends it, and returns the exit code. */
  end(): Promise<number>;
}

async function inspect(url: string, args: readonly string[] = [], cwd = "/"): Promise<Inspection> {
  const terminal = new RecordingTerminal(cwd);
  const ran = run(["inspect", url, ...args], terminal);
  await Promise.race([terminal.printed("connect to "), ran]);
  const here = /connect to (\S+)/.exec(terminal.text)?.[1] ?? "";
  onTestFinished(async () => {
    terminal.interrupt();
    await ran;
  });
  return {
    terminal,
    url: here,
    end: () => {
      terminal.interrupt();
      return ran;
    },
  };
}

/** The lines about frames, without what differs from run to run. */
function frames({ output }: RecordingTerminal): string[] {
  return output.slice(1).map((line) =>
    line
      .replace(/^ *[\d.]+ /, "")
      .replace(/ {2}[\d.]+ ms$/, "  N ms")
      .replace(/[\w-]{21}(?![\w-])/g, "N"),
  );
}

const schemaArgs = ["--schema", labSchemaFile];

describe.each(transports)("hawser inspect, over $name", ({ transport }) => {
  const serve = async (options: object = {}): Promise<Lab> => serveLab({ transport: await transport(), ...options });

  test.each([
    ["a schema file", schemaArgs],
    ["reflection", []],
  ])("shows calls by name, with the schema from %s", async (_, args) => {
    const lab = await serve();
    const { terminal, url, end } = await inspect(lab.url, args);
    const token = ["--auth", '{"token":"t0"}'];
    expect((await hawser(["call", url, "numbers.negate", ...schemaArgs, ...token, "--", "-5"])).out).toEqual(["5"]);
    expect((await hawser(["call", url, "numbers.count", '{"to":2}', ...schemaArgs])).out).toEqual(["1", "2"]);
    expect((await hawser(["call", url, "numbers.sum", ...schemaArgs], { input: ["1\n2\n"] })).out).toEqual(["3"]);
    expect((await hawser(["call", url, "fail", '"declared"', ...schemaArgs])).code).toBe(1);
    await terminal.printed("#4 → closed");
    expect(await end()).toBe(0);
    const lines = frames(terminal);
    const of = (connection: number) =>
      lines.filter((line) => line.startsWith(`#${connection}`)).map((line) => line.slice(3));
    expect(of(1)).toEqual([
      "  opened /",
      expect.stringMatching(/^→ hello {11}fingerprint [0-9a-f]{16}, auth not shown {2}\d+ B$/),
      "← welcome         positional, session N  51 B",
      "→ call 0          numbers.negate  within 10000 ms  -5  8 B",
      "← result 0        numbers.negate  5  4 B  N ms",
      "→ closed 1000",
    ]);
    expect(of(2).slice(3)).toEqual([
      '→ stream 0        numbers.count  streams output  {"to":2}  7 B',
      "← item 0          numbers.count  1  4 B",
      "← item 0          numbers.count  2  4 B",
      "← result 0        numbers.count  3 B  N ms",
      "→ closed 1000",
    ]);
    expect(of(3).slice(3, -1)).toEqual([
      expect.stringContaining("→ stream 0        numbers.sum  streams input  "),
      "→ item 0          numbers.sum  1  4 B",
      "→ item 0          numbers.sum  2  4 B",
      "→ end 0           numbers.sum  3 B",
      "← result 0        numbers.sum  3  4 B  N ms",
    ]);
    expect(of(4)[4]).toBe(
      '← error 0         fail  Refused: no, thank you  {"at":"1970-01-01T00:00:00.000Z","why":"because"} {"at":"1970-01-01T00:00:00.000Z","cost":7}  38 B  N ms',
    );
    // As JSON: a session's random id may hold the letters.
    expect(terminal.text).not.toContain('"t0"');
  });

  test("shows subscriptions, events and gaps", async () => {
    const lab = await serve();
    const room = { room: "r1" };
    const { terminal, url } = await inspect(lab.url, schemaArgs);
    const { epoch } = lab.server.publish.messages.batch(
      room,
      Array.from({ length: 103 }, (_, i) => ({ text: `text ${i}`, at: new Date(0) })),
    ) as { epoch: string };
    const args = ["subscribe", url, "messages", JSON.stringify(room), ...schemaArgs, "--limit", "2"];
    expect((await hawser([...args, "--since", `${epoch}:1`])).code).toBe(0);
    await terminal.printed("#1 → closed");
    const lines = frames(terminal).slice(3, -1);
    expect(lines.slice(0, 3)).toEqual([
      '#1 → subscribe 0     messages  after #1 of N  {"room":"r1"}  32 B',
      "#1 ← subscribed 0    messages  channel 0, after #1 of N  27 B  N ms",
      "#1 ← gap             messages  up to #3: expired  12 B",
    ]);
    expect(lines[3]).toMatch(/^#1 ← events +messages {2}#4 to #103 {2}\{"at":"1970.*\.\.\. {2}\d+ B$/);
    expect(lines.slice(4)).toEqual(["#1 → unsubscribe 0   messages  3 B", "#1 ← ended 0         messages  3 B"]);
  });

  test("shows what it can without a schema", async () => {
    const lab = await serve({ reflection: false });
    const { terminal, url } = await inspect(lab.url);
    expect(terminal.errors[0]).toContain(
      "payloads by position are shown as they travel, without --schema: forbidden: ",
    );
    expect((await hawser(["call", url, "echo", "-", ...schemaArgs], { input: [echoed] })).code).toBe(0);
    await terminal.printed("#1 → closed");
    const lines = frames(terminal);
    expect(lines[3]).toMatch(/^#1 → call 0 +(procedure 0|echo) {2}within 10000 ms {2}/);
    expect(lines[4]).toMatch(/^#1 ← result 0 +(procedure 0|echo) {2}\[/);
  });

  test("says headers of its own to the server", async () => {
    const lab = await serve();
    const { url } = await inspect(lab.url, ["--header", "X-Lab: inside"]);
    await hawser(["call", url, "nothing", ...schemaArgs, "-H", "x-lab: outside"]);
    expect(lab.headers).toEqual(["inside", "inside"]);
  });

  test("hands on who is refused, and how", async () => {
    const lab = await serve({ path: "/rpc" });
    const { terminal, url } = await inspect(lab.url, schemaArgs);
    expect(url).toMatch(/\/rpc$/);
    const refused = await hawser(["call", url, "nothing", ...schemaArgs, "--auth", '{"token":"t9"}']);
    expect(refused.err).toContain("unauthenticated: this token is not known");
    const lost = await hawser(["call", url.replace("rpc", "rcp"), "nothing", ...schemaArgs]);
    expect(lost.err).toContain("the server answers with HTTP 404");
    expect(frames(terminal).at(2)).toBe("#1 ← closed 4401 this token is not known");
    expect(frames(terminal).slice(3)).toEqual(["#2   opened /rcp", expect.stringMatching(/^#2 ← refused: HTTP 404/)]);
  });

  test("a recording is printed again as it was printed", async () => {
    const lab = await serve();
    const cwd = await workspace({});
    const { terminal, url, end } = await inspect(lab.url, ["--save", "session.ndjson"], cwd);
    expect((await hawser(["call", url, "echo", echoed, ...schemaArgs, "--auth", '{"token":"t0"}'])).code).toBe(0);
    await send(url, Buffer.from("c1c1", "hex"), "hello");
    await terminal.printed("#2 ← closed");
    expect(await end()).toBe(0);
    const again = await hawser(["inspect", "--print", "session.ndjson"], { cwd });
    expect(again).toMatchObject({ code: 0, err: "" });
    expect(again.out[0]).toMatch(/^recorded of ws:\S+ at 20/);
    expect(again.out.slice(1)).toEqual(terminal.output.slice(1));
    // It holds what the client presented.
    expect((await stat(join(cwd, "session.ndjson"))).mode & 0o777).toBe(0o600);
  });

  test("what is malformed is shown, and handed on all the same", async () => {
    const lab = await serve();
    const { terminal, url } = await inspect(lab.url, schemaArgs);
    expect(await send(url, Buffer.from("c1c1", "hex"))).toBe(4400);
    expect(await send(url, "hello \u001b[31m")).toBe(4400);
    expect(await send(url, Buffer.from("93009200", "hex"))).toBe(4400);
    await terminal.printed("#3 ← closed 4400");
    const lines = frames(terminal);
    expect(lines[1]).toBe("#1 → malformed, 2 B: a frame is not an array (offset 0); c1c1");
    expect(lines).toContainEqual("#2 → a text message, which the protocol does not have: hello \\u001b[31m");
  });
});

const echoed = JSON.stringify({ at: "2026-01-31T12:00:00Z", bytes: "wf8A", big: "5", map: [], set: [1] });

/** Sends what no client would, and returns the code that it was closed with. */
async function send(url: string, ...messages: (Uint8Array | string)[]): Promise<number> {
  const socket = new WebSocket(url, ["hawser.1"]);
  await new Promise((resolve) => socket.once("open", resolve));
  for (const message of messages) socket.send(message);
  return new Promise((resolve) => socket.once("close", resolve));
}

describe("hawser inspect", () => {
  const serve = async (): Promise<Lab> =>
    serveLab({ transport: await (transports[1] as (typeof transports)[1]).transport() });

  test("a server that is started later", async () => {
    const lab = await serve();
    await lab.server.close();
    const { terminal, url } = await inspect(lab.url);
    expect(terminal.errors[0]).toContain("nothing listens at");
    const { code, err } = await hawser(["ping", url]);
    expect(code).toBe(1);
    expect(err).toContain(
      "HTTP 502 instead of opening a WebSocket: hawser inspect cannot reach the server: nothing listens there",
    );
    expect(frames(terminal)).toEqual(["#1   opened /", "#1 ← refused: nothing listens there"]);
  });

  test("a reader that goes away ends it, and that is no error", async () => {
    const terminal = new RecordingTerminal("/");
    const ran = run(["inspect", "ws://127.0.0.1:9", ...schemaArgs], terminal);
    await terminal.printed("connect to ");
    terminal.leave();
    expect(await ran).toBe(0);
    expect(terminal.errors).toEqual([]);
  });

  test("a port that is taken", async () => {
    const lab = await serve();
    const { code, err } = await hawser(["inspect", lab.url, "--port", String(lab.port)]);
    expect(code).toBe(1);
    expect(err).toBe(
      `error 127.0.0.1:${lab.port}\n  something listens at this port already\n  remedy Choose another port with --port, or leave it out for one that is free.`,
    );
  });

  test("when it ends, so do the connections through it", async () => {
    const lab = await serve();
    const { terminal, url, end } = await inspect(lab.url);
    const subscriber = new RecordingTerminal("/");
    const subscribed = run(["subscribe", url, "tick", ...schemaArgs], subscriber);
    await terminal.printed("subscribed");
    expect(await end()).toBe(0);
    await subscriber.printed("connection lost");
    subscriber.interrupt();
    expect(await subscribed).toBe(0);
    await vi.waitFor(() => expect(lab.server.connectionCount).toBe(0));
  });

  test.each([
    ["no server", ["inspect"], "Name the server, as in"],
    ["a server and a recording", ["inspect", "localhost:1", "--print", "a.ndjson"], "--print prints what was kept"],
    ["a port that is none", ["inspect", "localhost:1", "--port", "70000"], "expected a port"],
    [
      "a recording that is not there",
      ["inspect", "--print", "none.ndjson"],
      "--print none.ndjson: there is no such file",
    ],
    [
      "a place where no recording can be",
      ["inspect", "localhost:1", "--save", "none/a.ndjson"],
      "--save none/a.ndjson: there is no such file or directory.",
    ],
  ])("%s is bad usage", async (_, args, message) => {
    const { code, err } = await hawser(args, { cwd: await workspace({}) });
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test("a file that is no recording", async () => {
    const lab = await serve();
    const cwd = await workspace({ "empty.ndjson": "", "other.json": "{}\n" });
    const print = (file: string) => hawser(["inspect", "--print", file], { cwd });
    expect(await print("empty.ndjson")).toMatchObject({ code: 1, err: expect.stringContaining("this file is empty") });
    expect(await print("other.json")).toMatchObject({ code: 1, err: expect.stringContaining("error other.json:1\n") });
    const { url, end } = await inspect(lab.url, ["--save", "cut.ndjson"], cwd);
    await hawser(["ping", url, "--count", "1"]);
    await end();
    const text = await readFile(join(cwd, "cut.ndjson"), "utf8");
    await writeFile(join(cwd, "cut.ndjson"), text.slice(0, -20));
    const { code, out, err } = await print("cut.ndjson");
    expect(code).toBe(1);
    expect(out.length).toBeGreaterThan(2);
    expect(err).toMatch(/^error cut.ndjson:\d+\n {2}this line is none of a recording/);
  });
});
