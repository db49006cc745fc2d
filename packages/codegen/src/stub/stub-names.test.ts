import type { Shape } from "@hawser/core";
import { expect, test } from "vitest";
import { printParts, procedureShape, topicShape } from "../../test/print-parts.js";

test("items of streams and options keep off the names of definitions", () => {
  const { stub } = printParts({
    metadata: { call: { kind: "string" }, answer: { kind: "ref", to: "TestAnswerMetadata" } },
    procedures: [
      procedureShape("watch", {
        streams: "both",
        input: { kind: "ref", to: "WatchInputItem" },
        output: { kind: "ref", to: "StreamSource" },
      }),
    ],
    definitions: {
      StreamSource: { kind: "object", fields: [] },
      TestAnswerMetadata: { kind: "object", fields: [] },
      WatchInputItem: { kind: "object", fields: [] },
    },
  });
  expect(stub.operations[0]).toMatchObject({
    input: "WatchInputItem2",
    output: "WatchOutputItem",
    options: "TestStreamOptions",
  });
  expect(stub.metadata).toMatchObject({ answer: { type: "TestAnswerMetadata2" } });
});

test("a definition takes no name that a stub imports", () => {
  const { names } = printParts({
    procedures: [procedureShape("a", { output: { kind: "ref", to: "ItemStream" } })],
    definitions: { ItemStream: { kind: "object", fields: [] } },
  });
  expect(names.all()).toContain("ItemStream2");
});

test("a published event keeps off the names of definitions, and is the event where both are one type", () => {
  const { stub } = printParts({
    topics: [
      topicShape("ticks", { event: { kind: "int" }, publish: { kind: "ref", to: "TicksPublishEvent" } }),
      topicShape("words", { publish: { kind: "string" } }),
    ],
    definitions: { TicksPublishEvent: { kind: "object", fields: [] } },
  });
  expect(stub.operations).toMatchObject([
    { event: "TicksEvent", published: "TicksPublishEvent2" },
    { event: "WordsEvent", published: "WordsEvent" },
  ]);
});

test("a topic is never called as the parameters of its own methods", () => {
  const { stub } = printParts({ topics: [topicShape("event"), topicShape("events")] });
  expect(stub.operations).toMatchObject([{ constant: "eventTopic" }, { constant: "eventsTopic" }]);
});

test("members and patterns keep off the names of definitions, and members are given as they are got where both are one type", () => {
  const empty: Shape = { kind: "object", fields: [] };
  const place: Shape = { kind: "object", fields: [{ name: "hall", shape: { kind: "string" } }] };
  const { stub } = printParts({
    topics: [
      topicShape("doors", {
        params: place,
        presence: { input: { kind: "ref", to: "DoorsMemberInput" }, output: { kind: "ref", to: "DoorsPattern" } },
        wildcards: ["hall"],
      }),
      topicShape("halls", { params: place, presence: { input: place, output: place }, wildcards: [] }),
    ],
    definitions: { DoorsMemberInput: empty, DoorsPattern: empty },
  });
  expect(stub.operations).toMatchObject([
    { member: { told: "DoorsMember", own: "DoorsMemberInput2" }, pattern: { type: "DoorsPattern2", shape: place } },
    { member: { told: "HallsMember", own: "HallsMember" } },
  ]);
  expect(stub.operations[1]).not.toHaveProperty("pattern");
});

test("nothing is called as what methods of topics call, or as what stands for open params", () => {
  const { stub } = printParts({ topics: ["any", "attend", "subscribeAll"].map((path) => topicShape(path)) });
  expect(stub.operations).toMatchObject([
    { constant: "anyTopic" },
    { constant: "attendTopic" },
    { constant: "subscribeAllTopic" },
  ]);
});
