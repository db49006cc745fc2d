import { describe, expect, test, vi } from "vitest";
import { RecordingTerminal } from "../../test/recording-terminal.js";
import { hawser } from "../../test/talk/run-hawser.js";
import { type Lab, labSchemaFile, serveLab } from "../../test/talk/serve-lab.js";
import { transports } from "../../test/transports.js";
import { run } from "../program.js";

const room = { room: "r1" };
const params = JSON.stringify(room);

function say({ server }: Lab, ...texts: string[]): void {
  for (const text of texts) server.publish.messages(room, { text, at: new Date(1500) });
}

const event = (offset: number, text: string) => ({ offset, event: { at: "1970-01-01T00:00:01.500Z", text } });

describe.each(transports)("hawser subscribe, over $name", ({ transport }) => {
  describe.each([
    ["a schema file", ["--schema", labSchemaFile]],
    ["reflection", []],
  ])("with the schema from %s", (_, schema) => {
    test("prints the history that was asked for, then what comes, until the limit", async () => {
      const lab = await serveLab({ transport: await transport() });
      say(lab, "one", "two", "three");
      const terminal = new RecordingTerminal("/");
      const args = ["subscribe", lab.url, "messages", params, "--since", "2", "--limit", "3", ...schema];
      const ran = run(args, terminal);
      await terminal.printed("three");
      say(lab, "four", "five");
      expect(await ran).toBe(0);
      expect(terminal.errors).toEqual([]);
      expect(terminal.output.map((line) => JSON.parse(line))).toEqual([
        event(2, "two"),
        event(3, "three"),
        event(4, "four"),
      ]);
    });

    test("goes on after the server was restarted, and tells of the gap", async () => {
      const lab = await serveLab({ transport: await transport() });
      say(lab, "one");
      const terminal = new RecordingTerminal("/");
      const ran = run(["subscribe", lab.url, "messages", params, "--since", "all", ...schema], terminal);
      await terminal.printed("one");
      await lab.server.close({ graceMs: 0 });
      const again = await serveLab({ transport: await transport(), port: lab.port });
      say(again, "two");
      await terminal.printed('"two"');
      terminal.interrupt();
      expect(await ran).toBe(0);
      expect(terminal.output.map((line) => JSON.parse(line))).toEqual([
        event(1, "one"),
        { gap: { reason: "restarted", from: 1, to: 0 } },
        event(1, "two"),
      ]);
      expect(terminal.errors[0]).toMatch(/^(connection lost, trying again|the server is going away, connecting anew)/);
      expect(terminal.errors.slice(1)).toEqual(["connected again"]);
    });
  });

  test("Ctrl-C ends it, and nothing is left on the server", async () => {
    const { url, server } = await serveLab({ transport: await transport() });
    const terminal = new RecordingTerminal("/");
    const ran = run(["subscribe", url, "tick", "--schema", labSchemaFile], terminal);
    await vi.waitFor(() => expect(server.connectionCount).toBe(1));
    server.publish.tick(1);
    terminal.interrupt();
    expect(await ran).toBe(0);
    expect(terminal.errors).toEqual([]);
    await vi.waitFor(() => expect(server.connectionCount).toBe(0));
  });

  test("a subscription that is refused", async () => {
    const { url } = await serveLab({ transport: await transport() });
    const { code, err } = await hawser(["subscribe", url, "messages", '{"room":"closed"}']);
    expect(code).toBe(1);
    expect(JSON.parse(err).error.code).toBe("forbidden");
  });

  test("a subscription that the server ends", async () => {
    const { url, server } = await serveLab({ transport: await transport() });
    const terminal = new RecordingTerminal("/", { isInteractive: true });
    const ran = run(["subscribe", url, "tick"], terminal);
    const ticking = setInterval(() => server.publish.tick(1), 20);
    await terminal.printed("#");
    clearInterval(ticking);
    server.topics.tick.revoke({ message: "that is enough" });
    expect(await ran).toBe(1);
    expect(terminal.errors).toEqual(["error forbidden\n  that is enough"]);
  });
});

describe("hawser subscribe", () => {
  const { transport } = transports[1] as (typeof transports)[1];
  const serve = async () => serveLab({ transport: await transport() });

  test("pretty: offsets beside events, and gaps in words", async () => {
    const lab = await serve();
    say(lab, ...Array.from({ length: 120 }, (_, i) => `text ${i + 1}`));
    const terminal = new RecordingTerminal("/", { isInteractive: true });
    // Of 120 events the history has 100.
    const [{ epoch }] = [lab.server.publish.messages(room, { text: "last", at: new Date(0) }) as { epoch: string }];
    expect(
      await run(["subscribe", lab.url, "messages", params, "--since", `${epoch}:5`, "--limit", "1"], terminal),
    ).toBe(0);
    expect(terminal.output).toEqual([
      "gap: events #6 to #21 did not come: the history no longer reaches back to them (expired)",
      '#22 { "at": "1970-01-01T00:00:01.500Z", "text": "text 22" }',
    ]);
  });

  test("a reader that goes away ends it, and that is no error", async () => {
    const lab = await serve();
    say(lab, "one", "two");
    const terminal = new RecordingTerminal("/");
    terminal.isRead = false;
    expect(await run(["subscribe", lab.url, "messages", params, "--since", "1h"], terminal)).toBe(0);
    expect(terminal.output).toHaveLength(1);
  });

  test.each([
    ["an unknown topic", ["mesages", params], "The schema lab has no topic mesages. Did you mean messages?"],
    ["a procedure", ["echo"], "echo is a procedure of the schema lab, for hawser call."],
    ["params that do not fit", ["messages", '{"room":5}'], "the params cannot be sent: room: expected text, got 5."],
    [
      "missing params",
      ["messages"],
      "messages has params. Give them as JSON, in a file (@params.json), or piped in (-).",
    ],
    ["params that are not taken", ["tick", "5"], "tick has no params."],
    ["malformed JSON", ["messages", "{room:r1}"], "the params of messages: malformed JSON"],
    ["a beginning that is none", ["tick", "--since", "noon"], "--since noon: expected a number of events (20)"],
    ["a limit that is none", ["tick", "--limit", "0"], "--limit 0: expected a whole number above 0."],
    ["a format that is none", ["tick", "--format", "xml"], "Allowed choices are pretty, ndjson."],
  ])("%s is bad usage", async (_, args, message) => {
    const { url } = await serve();
    const { code, out, err } = await hawser(["subscribe", url, ...args]);
    expect({ code, out }).toEqual({ code: 2, out: [] });
    expect(err).toContain(message);
  });

  test("nobody listens, and it does not wait for somebody to", async () => {
    const { url, server, port } = await serve();
    await server.close();
    const { code, err } = await hawser(["subscribe", url, "tick", "--schema", labSchemaFile]);
    expect(code).toBe(1);
    expect(err).toContain(`nothing listens at 127.0.0.1:${port}`);
  });
});
