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

  describe.each([
    ["a schema file", ["--schema", labSchemaFile]],
    ["reflection", []],
  ])("several instances, with the schema from %s", (_, schema) => {
    const price = (symbol: string, offset: number, event: number) => ({
      params: { market: "x", symbol },
      offset,
      event,
    });

    test("those of a list", async () => {
      const { url, server } = await serveLab({ transport: await transport() });
      const publish = (market: string, symbol: string, event: number) =>
        server.publish.prices({ market, symbol }, event);
      publish("x", "a", 1);
      publish("y", "a", 2);
      publish("x", "b", 3);
      const list = '[{"market":"x","symbol":"a"},{"market":"x","symbol":"b"}]';
      const { code, out, err } = await hawser([
        "subscribe",
        url,
        "prices",
        list,
        "--since",
        "all",
        "--limit",
        "2",
        ...schema,
      ]);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out.map((line) => JSON.parse(line))).toEqual(expect.arrayContaining([price("a", 1, 1), price("b", 1, 3)]));
    });

    test("all that a pattern covers, later ones included", async () => {
      const { url, server } = await serveLab({ transport: await transport() });
      const publish = (market: string, symbol: string, event: number) =>
        server.publish.prices({ market, symbol }, event);
      publish("x", "a", 1);
      const terminal = new RecordingTerminal("/");
      const args = [
        "subscribe",
        url,
        "prices",
        '{"market":"x"}',
        "--pattern",
        "--since",
        "all",
        "--limit",
        "3",
        ...schema,
      ];
      const ran = run(args, terminal);
      await terminal.printed('"offset":1');
      publish("y", "a", 2);
      publish("x", "b", 3);
      publish("x", "a", 4);
      expect(await ran).toBe(0);
      expect(terminal.errors).toEqual([]);
      expect(terminal.output.map((line) => JSON.parse(line))).toEqual([
        price("a", 1, 1),
        price("b", 1, 3),
        price("a", 2, 4),
      ]);
    });
  });

  describe.each([
    ["a schema file", ["--schema", labSchemaFile]],
    ["reflection", []],
  ])("members, with the schema from %s", (_, schema) => {
    const talk = ["talk", '{"room":"r1"}', "--members", ...schema];

    test("who is there, who comes, and who goes", async () => {
      const { url, server } = await serveLab({ transport: await transport() });
      const present = async () => (await server.topics.talk.members({ room: "r1" })).map(({ data }) => data.nick);
      const ann = new RecordingTerminal("/");
      const annRan = run(["subscribe", url, ...talk, "--as", '{"nick":"ann"}'], ann);
      await ann.printed('"self":true');
      const watcher = new RecordingTerminal("/");
      const watcherRan = run(["subscribe", url, ...talk], watcher);
      await watcher.printed('"present"');
      const bob = new RecordingTerminal("/");
      const bobRan = run(["subscribe", url, ...talk, "--as", '{"nick":"bob","since":"2026-01-31T12:00:00Z"}'], bob);
      await watcher.printed('"bob"');
      expect(await present()).toEqual(["ann", "bob"]);
      ann.interrupt();
      expect(await annRan).toBe(0);
      await watcher.printed('"leave"');
      expect(await present()).toEqual(["bob"]);
      for (const terminal of [watcher, bob]) terminal.interrupt();
      expect(await Promise.all([watcherRan, bobRan])).toEqual([0, 0]);
      const id = expect.any(String);
      const annsData = { nick: "ann", since: "1970-01-01T00:00:00.000Z" };
      expect(watcher.output.map((line) => JSON.parse(line))).toEqual([
        { member: { type: "present", id, data: annsData } },
        { member: { type: "join", id, data: { nick: "bob", since: "2026-01-31T12:00:00.000Z" } } },
        { member: { type: "leave", id, data: annsData } },
      ]);
      expect([ann, watcher, bob].flatMap(({ errors }) => errors)).toEqual([]);
      await vi.waitFor(() => expect(server.connectionCount).toBe(0));
    });

    test("a limit ends it, and with it the own membership", async () => {
      const { url, server } = await serveLab({ transport: await transport() });
      const args = ["subscribe", url, ...talk, "--as", '{"nick":"ann"}', "--limit", "1", "--format", "pretty"];
      const { code, out } = await hawser(args);
      expect(code).toBe(0);
      expect(out).toEqual([
        expect.stringMatching(/^present [\w-]+ \(this one\) \{ "nick": "ann", "since": "1970-01-01T00:00:00.000Z" \}$/),
      ]);
      await vi.waitFor(async () => expect(await server.topics.talk.members({ room: "r1" })).toEqual([]));
    });

    test("a room that lets nobody in", async () => {
      const { url } = await serveLab({ transport: await transport() });
      const { code, err } = await hawser(["subscribe", url, "talk", '{"room":"closed"}', "--members", ...schema]);
      expect(code).toBe(1);
      expect(JSON.parse(err).error.code).toBe("forbidden");
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

  test("pretty: of several instances the params stand before each event and gap", async () => {
    const { url, server } = await serve();
    const ofA = { market: "x", symbol: "a" };
    for (let price = 1; price <= 12; price++) server.publish.prices(ofA, price);
    const args = ["subscribe", url, "prices", `[${JSON.stringify(ofA)}]`, "--since", "10", "--limit", "1"];
    expect((await hawser(args, { isInteractive: true })).out).toEqual(['{"market":"x","symbol":"a"} #3 3']);
  });

  test("a reader that goes away ends it, and that is no error", async () => {
    const lab = await serve();
    say(lab, "one", "two");
    const terminal = new RecordingTerminal("/");
    terminal.isRead = false;
    expect(await run(["subscribe", lab.url, "messages", params, "--since", "1h"], terminal)).toBe(0);
    expect(terminal.output).toHaveLength(1);
  });

  test("a reader that goes away while nothing comes ends it, too", async () => {
    const lab = await serve();
    say(lab, "one");
    const terminal = new RecordingTerminal("/");
    const ran = run(["subscribe", lab.url, "messages", params, "--since", "1h"], terminal);
    await terminal.printed("one");
    terminal.leave();
    expect(await ran).toBe(0);
    expect(terminal.errors).toEqual([]);
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
    ["a list that is empty", ["messages", "[]"], "The list of params is empty."],
    [
      "a list with an item that does not fit",
      ["messages", '[{"room":"a"},{"rom":"b"}]'],
      "item 2 of the params cannot be sent: rom: there is no such key; did you mean room?",
    ],
    ["a list as a pattern", ["prices", "[{}]", "--pattern"], "A list of params is no pattern: leave out --pattern."],
    ["a pattern of what has no wildcards", ["messages", "--pattern"], "messages has no wildcards in the schema, so "],
    ["a pattern of what has no params", ["tick", "--pattern"], "tick has no params, so there is nothing to leave open"],
    [
      "a pattern that leaves too much open",
      ["prices", '{"symbol":"a"}', "--pattern"],
      "the pattern cannot be sent: market: missing; expected text.",
    ],
    [
      "a pattern that goes on",
      ["prices", '{"market":"x"}', "--pattern", "--since", "e:1"],
      "a position is of one instance",
    ],
    [
      "members of a topic without presence",
      ["tick", "--members"],
      "tick has no members: the schema declares no presence",
    ],
    ["members of several instances", ["talk", '[{"room":"a"}]', "--members"], "--members is about one instance"],
    ["members of a pattern", ["talk", "--members", "--pattern"], "--members is about one instance"],
    ["members since a time", ["talk", "--members", "--since", "1h"], "--since does not go with --members."],
    ["a member of events", ["talk", '{"room":"a"}', "--as", "{}"], "--as is for a member: it goes with --members."],
    [
      "a member that does not fit",
      ["talk", '{"room":"a"}', "--members", "--as", '{"nick":5}'],
      "the member cannot be sent: nick: expected text, got 5.",
    ],
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
