import type { Shape, TopicShape } from "@hawser/core";
import { expect, test } from "vitest";
import { printParts, topicShape } from "../../test/print-parts.js";
import { typescript } from "./form.js";
import type { TopicNames } from "./operation-names.js";
import { printTopicAssignment, printTopicClass, printTopicMember, printTopicTypes } from "./print-topic.js";

function print(topic: TopicShape): { class: string; member: string; assignment: string; types: string } {
  const { stub, types, imports } = printParts({ topics: [topic] });
  const names = stub.operations[0] as TopicNames;
  return {
    class: printTopicClass(names, imports),
    member: printTopicMember(names, typescript),
    assignment: printTopicAssignment(names),
    types: printTopicTypes(names, types, imports).join("\n\n"),
  };
}

test("a topic with params", () => {
  const printed = print(topicShape("rooms.messages", { params: { kind: "string" }, description: "What is said." }));
  expect(printed.class).toBe(
    [
      "/** The topic `rooms.messages`. */",
      "export class RoomsMessagesTopic {",
      "  readonly #connection: Connection;",
      "",
      "  constructor(connection: Connection) {",
      "    this.#connection = connection;",
      "  }",
      "",
      "  /** Subscribes; the events come through `for await`, or through `options.onEvent`. */",
      "  subscribe(",
      "    params: RoomsMessagesParams,",
      "    options?: SubscribeOptions<RoomsMessagesEvent>,",
      "  ): Subscription<RoomsMessagesEvent> {",
      "    return subscribe(this.#connection, roomsMessages, params, options);",
      "  }",
      "}",
    ].join("\n"),
  );
  expect(printed.member).toBe(
    [
      "  /**",
      "   * What is said.",
      "   *",
      "   * @generated from topics.rooms.messages",
      "   */",
      "  readonly messages: RoomsMessagesTopic;",
    ].join("\n"),
  );
  expect(printed.assignment).toBe("this.messages = new RoomsMessagesTopic(connection);");
  expect(printed.types).toBe(
    [
      "/** What selects an instance of `rooms.messages`. */",
      "export type RoomsMessagesParams = string;",
      "",
      "/** An event of `rooms.messages`. */",
      "export type RoomsMessagesEvent = string;",
    ].join("\n"),
  );
});

test("a topic without params", () => {
  const printed = print(topicShape("tick"));
  expect(printed.class).toContain("  subscribe(options?: SubscribeOptions<TickEvent>): Subscription<TickEvent> {");
  expect(printed.class).toContain("    return subscribe(this.#connection, tick, undefined, options);");
  expect(printed.types).not.toContain("Params");
});

test("a topic whose params may be left out", () => {
  const printed = print(topicShape("tick", { params: { kind: "optional", of: { kind: "string" } } }));
  expect(printed.class).toContain("  subscribe(params?: TickParams, options?: SubscribeOptions<TickEvent>)");
});

test("a topic whose name is no identifier, and that is deprecated", () => {
  const printed = print(topicShape("on-tick", { deprecated: true }));
  expect(printed.member).toBe(
    '  /**\n   * @generated from topics.on-tick\n   * @deprecated\n   */\n  readonly "on-tick": OnTickTopic;',
  );
  expect(printed.assignment).toBe('this["on-tick"] = new OnTickTopic(connection);');
});

test("a topic to which clients publish", () => {
  const printed = print(topicShape("rooms.typing", { params: { kind: "string" }, publish: { kind: "string" } }));
  expect(printed.class.split("\n").slice(11)).toEqual([
    "  }",
    "",
    "  /**",
    "   * Publishes an event, and resolves with its position once the server has it.",
    "   * It is sent once: where the connection is lost before the answer, this fails with `connection_lost`,",
    "   * and the event may have been published.",
    "   */",
    "  publish(params: RoomsTypingParams, event: RoomsTypingEvent, options?: PublishOptions): Promise<Position> {",
    "    return publish(this.#connection, roomsTyping, params, event, options);",
    "  }",
    "",
    "  /** Like `publish`, for several events in their order, all or none. Resolves with the position of the last. */",
    "  publishBatch(",
    "    params: RoomsTypingParams,",
    "    events: readonly RoomsTypingEvent[],",
    "    options?: PublishOptions,",
    "  ): Promise<Position> {",
    "    return publishBatch(this.#connection, roomsTyping, params, events, options);",
    "  }",
    "}",
  ]);
  expect(printed.types).not.toContain("PublishEvent");
});

test("a topic without params to which clients publish what another event is made of", () => {
  const printed = print(topicShape("tick", { event: { kind: "int" }, publish: { kind: "string" } }));
  expect(printed.class).toContain("  publish(event: TickPublishEvent, options?: PublishOptions): Promise<Position> {");
  expect(printed.class).toContain("    return publish(this.#connection, tick, undefined, event, options);");
  expect(printed.class).toContain("    return publishBatch(this.#connection, tick, undefined, events, options);");
  expect(printed.types).toBe(
    [
      "/** An event of `tick`. */",
      "export type TickEvent = number;",
      "",
      "/** An event of `tick` as it is published. */",
      "export type TickPublishEvent = string;",
    ].join("\n"),
  );
});

test("a topic that clients only read has nothing to publish by", () => {
  expect(print(topicShape("tick")).class).not.toContain("publish");
});

test("what is kept stands with how to subscribe", () => {
  expect(print(topicShape("tick", { retain: true })).class).toContain(
    [
      "  /**",
      "   * Subscribes; the events come through `for await`, or through `options.onEvent`.",
      "   *",
      "   * Begins with the latest event, however old, unless `options.since` says otherwise.",
      "   */",
      "  subscribe(",
    ].join("\n"),
  );
});

test("all that a topic may offer, in the order in which a reader looks for it", () => {
  const shape: Shape = { kind: "object", fields: [{ name: "a", shape: { kind: "string" } }] };
  const printed = print(
    topicShape("t", {
      params: shape,
      publish: { kind: "int" },
      presence: { input: { kind: "int" }, output: shape },
      wildcards: ["a"],
    }),
  );
  expect([...printed.class.matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name)).toEqual([
    "constructor",
    "subscribe",
    "subscribeAll",
    "publish",
    "publishBatch",
    "attend",
  ]);
  expect([...printed.types.matchAll(/^export \w+ (\w+)/gm)].map(([, name]) => name)).toEqual([
    "TParams",
    "TEvent",
    "TPublishEvent",
    "TMember",
    "TMemberInput",
    "TPattern",
  ]);
});
