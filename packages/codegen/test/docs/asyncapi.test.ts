import { Parser } from "@asyncapi/parser";
import { describe, expect, test } from "vitest";
import { ComponentNames } from "../../src/docs/asyncapi/component-names.js";
import { printAsyncApi } from "../../src/docs/asyncapi/print-asyncapi.js";
import { documented, schemaFiles } from "./documented.js";

const harbourFile = schemaFiles.at(-1) as string;

describe.each(schemaFiles)("%s", (file) => {
  test("is what the official parser takes without an error or a warning", async () => {
    const schema = await documented(file);
    const { document, diagnostics } = await new Parser().parse(printAsyncApi(schema, { generator: "x" }));
    // What is not serious: that there is a later version, and that there is no contact or licence.
    expect(
      diagnostics.filter(({ severity }) => severity < 2).map(({ path, message }) => [path.join("."), message]),
    ).toEqual([]);
    expect(document?.operations().length).toBe(
      schema.schema.procedures.length +
        schema.schema.topics.reduce(
          (sum, { publish, presence }) => sum + 1 + (publish ? 1 : 0) + (presence ? 2 : 0),
          0,
        ),
    );
  });
});

describe("the harbour", async () => {
  const schema = await documented(harbourFile);
  const { document, diagnostics } = await new Parser().parse(
    printAsyncApi(schema, { generator: "x", server: new URL("wss://example.com:8443/rpc?a=1") }),
  );
  if (!document) throw new Error("no document");

  test("is valid with a server", () => {
    expect(diagnostics.filter(({ severity }) => severity < 2)).toEqual([]);
  });

  test("says where it is served, and that who connects presents something", () => {
    const server = document.servers().get("main");
    expect(server?.protocol()).toBe("wss");
    expect(server?.host()).toBe("example.com:8443");
    expect(server?.pathname()).toBe("/rpc");
    expect(server?.security()[0]?.all()[0]?.scheme().type()).toBe("apiKey");
    expect(document.operations().get("ships.announce")?.security()).toHaveLength(1);
  });

  test("has a request and its replies for a procedure", () => {
    const operation = document.operations().get("ships.announce");
    expect(operation?.action()).toBe("receive");
    expect(
      operation
        ?.messages()
        .all()
        .map((message) => message.name()),
    ).toEqual(["ShipsAnnounceInput"]);
    expect(
      operation
        ?.reply()
        ?.messages()
        .all()
        .map((message) => message.name()),
    ).toEqual(["ShipsAnnounceOutput", "PortFull", "TooDeep"]);
    expect(operation?.extensions().get("x-hawser")?.value()).toEqual({ idempotentMs: 300_000 });
    const input = operation?.messages().all()[0]?.payload()?.json() as {
      properties: { cargo: { description: string } };
    };
    expect(input.properties.cargo.description).toBe("Everything that is to be unloaded.");
  });

  test("says what streams", () => {
    const streams = (path: string): unknown => document.operations().get(path)?.extensions().get("x-hawser")?.value();
    expect(streams("ships.track")).toEqual({ streams: "output" });
    expect(streams("ships.dictate")).toEqual({ streams: "both" });
  });

  test("has a channel with parameters for a topic, and what happens there", () => {
    const channel = document.channels().get("ships.moved");
    expect(channel?.address()).toBe("ships.moved/{area}/{flag}");
    expect(channel?.parameters().get("area")?.description()).toBe("Which water is watched.");
    expect(channel?.extensions().get("x-hawser")?.value()).toMatchObject({
      slowConsumer: "conflate",
      conflateBy: "imo",
      wildcards: ["flag"],
    });
    const actions = document
      .operations()
      .all()
      .filter((operation) => operation.channels().all()[0]?.id() === "radio");
    expect(actions.map((operation) => [operation.id(), operation.action()])).toEqual([
      ["radio.subscribe", "send"],
      ["radio.publish", "receive"],
      ["radio.attend", "receive"],
      ["radio.members", "send"],
    ]);
  });

  test("is the same each time", async () => {
    expect(printAsyncApi(await documented(harbourFile), { generator: "x" })).toBe(
      printAsyncApi(schema, { generator: "x" }),
    );
  });
});

test("names of all alphabets become keys that AsyncAPI allows, none twice", () => {
  const names = new ComponentNames();
  const keys = ["rooms.send", "größe", "grosse", "gro_e", "名前", "", "a b", "a_b"].map((name) => names.keyOf(name));
  expect(keys).toEqual(["rooms.send", "gro_e", "grosse", "gro_e2", "__", "_", "a_b", "a_b2"]);
  expect(names.keyOf("größe")).toBe("gro_e");
});
