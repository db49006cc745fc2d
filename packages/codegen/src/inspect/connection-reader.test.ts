import { readFileSync } from "node:fs";
import { decodeBatch, encodeBatches, kinds, type Wire } from "@hawser/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import presence from "../../test/golden/presence.schema.js";
import { toJson } from "../json-form/to-json.js";
import { ConnectionReader } from "./connection-reader.js";
import type { FrameView } from "./frame-view.js";
import type { Side } from "./inspected.js";
import { PayloadReader } from "./payload-reader.js";

interface Vector {
  readonly kind: string;
  readonly from: Side | "both";
  readonly name: string;
  readonly hex: string;
}

const file = new URL("../../../core/test/vectors/frames.json", import.meta.url);
const vectors = JSON.parse(readFileSync(file, "utf8")) as readonly Vector[];

const unknown = (): ConnectionReader => new ConnectionReader(new PayloadReader(undefined));

test.each(vectors)("$kind: $name", ({ kind, from, hex }) => {
  for (const reader of [unknown(), new ConnectionReader(new PayloadReader(presence.shape))]) {
    const [frame = []] = decodeBatch(Buffer.from(hex, "hex")).frames;
    const view = reader.read(frame, from === "both" ? "client" : from, 0);
    expect(view.name).toBe(kind);
    expect(view.words ?? "").not.toContain("malformed");
    JSON.stringify(view.payloads?.map(toJson));
  }
});

test("a kind that there is not", () => {
  expect(unknown().read([99, 1, "x"], "client", 0)).toEqual({ name: "kind 99", payloads: [[1, "x"]], isFailure: true });
});

test("whatever stands in a frame, it is shown", () => {
  const value = fc.oneof(
    fc.nat(40),
    fc.string(),
    fc.constant(null),
    fc.constant(Number.NaN),
    fc.array(fc.anything(), { maxLength: 3 }),
  );
  const frame = fc
    .tuple(fc.nat(33), fc.array(value, { maxLength: 7 }))
    .map(([kind, rest]) => [kind, ...rest] as Wire[]);
  fc.assert(
    fc.property(fc.array(fc.tuple(frame, fc.constantFrom<Side>("client", "server")), { maxLength: 20 }), (frames) => {
      const reader = new ConnectionReader(new PayloadReader(presence.shape));
      for (const [frame, from] of frames) expect(reader.read(frame, from, 0).name).not.toBe("");
    }),
    { numRuns: 500 },
  );
});

describe("who is present, and patterns, by their types", () => {
  const payloads = new PayloadReader(presence.shape);
  const topicAt = (path: string): number => presence.shape.topics.findIndex((topic) => topic.path === path);

  /** The views of frames after the handshake of a client that has the schema. */
  function views(...frames: readonly [Side, ...Wire[]][]): FrameView[] {
    const reader = new ConnectionReader(payloads);
    reader.read([kinds.hello, payloads.fingerprint], "client", 0);
    reader.read([kinds.welcome, 0, "s", []], "server", 0);
    return frames.map(([from, ...frame], i) => {
      const [bytes] = encodeBatches([frame], Number.POSITIVE_INFINITY);
      const [decoded = []] = decodeBatch(bytes as Uint8Array).frames;
      return reader.read(decoded, from, i);
    });
  }

  test("instances of a pattern, and the events of each", () => {
    const all = views(
      ["client", kinds.subscribePattern, 1, topicAt("prices"), {}, ["symbol"], 5],
      ["server", kinds.matched, 1, { symbol: "EUR" }, 7, "e1", 41],
      ["server", kinds.patternSubscribed, 1],
      ["server", kinds.event, 7, 42, [1.5]],
      ["server", kinds.events, 7, 43, [[2], [3]]],
    );
    expect(all.map(({ path, words, payloads }) => [path, words, payloads])).toEqual([
      ["prices", "open: symbol, the latest 5", [{}]],
      ["prices", "channel 7, after #41 of e1", [{ symbol: "EUR" }]],
      ["prices", undefined, undefined],
      ["prices", "#42", [{ bid: 1.5 }]],
      ["prices", "#43 to #44", [{ bid: 2 }, { bid: 3 }]],
    ]);
  });

  test("attend, members and their changes", () => {
    const [room] = [topicAt("desk.messages")];
    const all = views(
      ["client", kinds.attend, 3, room, ["r1"], ["secret-of-the-member", [null, "ann"]]],
      ["server", kinds.members, 3, 5000, "m1", [["m1", [null, "ann"]]]],
      ["server", kinds.membersChanged, 3, [["m2", [null, "bob"]], ["m1"]]],
      ["client", kinds.unsubscribe, 3],
      ["server", kinds.ended, 3],
    );
    expect(all.map(({ name, path }) => `${name} ${path}`)).toEqual([
      "attend desk.messages",
      "members desk.messages",
      "membersChanged desk.messages",
      "unsubscribe desk.messages",
      "ended desk.messages",
    ]);
    expect(JSON.stringify(all)).not.toContain("secret-of-the-member");
    expect(all[0]?.payloads).toEqual([{ desk: "r1" }, { nick: "ann" }]);
    expect(all[1]).toMatchObject({ words: "1 member", tookMs: 1, payloads: [[["m1", { nick: "ann" }]]] });
    expect(all[2]?.payloads).toEqual([[["m2", { nick: "bob" }], ["m1"]]]);
  });
});
