import { defineSchema, fingerprintOf, procedure, stream } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { overTransports, type Rig } from "./over-transports.js";
import { settle } from "./settle.js";

const text = expect.any(String);

const schema = defineSchema({
  name: "metadata",
  metadata: {
    call: z.object({ at: z.date(), locale: z.string().max(5) }),
    answer: z.object({ cost: z.int(), seen: z.string() }),
  },
  procedures: {
    fail: procedure({ input: z.string(), output: z.string(), errors: { Refused: z.object({ why: z.string() }) } }),
    silent: procedure({}),
    speak: procedure({ input: z.string(), output: z.string() }),
    stream: procedure({ input: stream(z.int()), output: stream(z.int()) }),
    trace: procedure({ output: z.record(z.string(), z.string()) }),
  },
});

const at = new Date(1_234_567_890);
const paths = Object.keys(schema.procedures).sort();
const forms = [
  {
    encoding: "maps",
    fingerprint: "",
    name: (path: string): string | number => path,
    call: (locale: unknown) => ({ at, locale }),
    answer: { cost: 3, seen: "de" },
    refused: { why: "no" },
  },
  {
    encoding: "positional",
    fingerprint: fingerprintOf(schema.shape),
    name: (path: string): string | number => paths.indexOf(path),
    call: (locale: unknown) => [Number(at), locale],
    answer: [3, "de"],
    refused: ["no"],
  },
];

overTransports("metadata", (rig) => {
  describe.each(forms)("in $encoding", ({ fingerprint, name, call, answer, refused }) => {
    const open = async () => {
      const { port } = await serve(rig);
      return rig.open(port, { fingerprint });
    };

    test("of a call reaches the handler, that of an answer the caller", async () => {
      const client = await open();
      expect(
        await client.exchange(
          [2, 0, name("speak"), "x", null, null, call("de")],
          [2, 1, name("silent"), null, null, null, call("de")],
        ),
      ).toEqual([
        [3, 0, "x de", answer],
        [3, 1, null, answer],
      ]);
    });

    test("goes with a stream, and comes with its end", async () => {
      const client = await open();
      client.send([14, 0, name("stream"), 3, null, null, call("de")], [15, 0, 1], [17, 0]);
      expect([await client.receive(), await client.receive()]).toEqual([
        [15, 0, 1],
        [3, 0, null, answer],
      ]);
    });

    test("comes with errors, declared, of Hawser's own and internal", async () => {
      const client = await open();
      const fail = (id: number, how: string) => [2, id, name("fail"), how, null, null, call("de")];
      expect(await client.exchange(fail(0, "declared"), fail(1, "forbidden"))).toEqual([
        [4, 0, "Refused", "Refused", refused, answer],
        [4, 1, "forbidden", "not you", null, answer],
      ]);
      expect((await client.exchange(fail(2, "bug")))[0]?.slice(0, 4)).toEqual([4, 2, "internal", "the handler failed"]);
    });

    test("that is not what the schema declares is invalid_input, and the handler does not run", async () => {
      const client = await open();
      for (const wrong of [call(5), call("toolong"), null, 5, "de", [], {}, [[]]]) {
        const [answer] = await client.exchange([2, 0, name("speak"), "x", null, null, wrong]);
        expect(answer).toEqual([4, 0, "invalid_input", text, { issues: expect.any(Array) }]);
        const streamed = await settle(client, [14, 0, name("stream"), 3, null, null, wrong], [15, 0, 1], [17, 0]);
        expect(streamed).toEqual([[4, 0, "invalid_input", text, { issues: expect.any(Array) }]]);
      }
      expect((await client.exchange([2, 0, name("speak"), "x"]))[0]?.[2]).toBe("invalid_input");
    });

    test("of an answer is absent where the handler gave none", async () => {
      const client = await open();
      expect(await client.exchange([2, 0, name("trace"), null, null, null, call("de")])).toEqual([[3, 0, {}]]);
    });

    test("a carrier is a map of strings by strings, and whatever else it holds is ignored", async () => {
      const client = await open();
      const traced = async (carrier: unknown) =>
        (await client.exchange([2, 0, name("trace"), null, null, null, call("de"), carrier]))[0];
      const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
      expect(await traced({ traceparent, tracestate: "a=1" })).toEqual([3, 0, { traceparent, tracestate: "a=1" }]);
      expect(await traced({ traceparent, n: 5, list: [], nil: null })).toEqual([3, 0, { traceparent }]);
      for (const strange of [null, 5, "x", [], [["a", "b"]], true, new Date(0), Buffer.of(1), new Map([[1, "a"]])]) {
        const [kind, , carrier] = (await traced(strange)) as unknown[];
        expect([kind, carrier], String(strange)).toEqual([3, {}]);
      }
    });
  });

  test("is ignored where the schema declares none", async () => {
    const plain = defineSchema({ name: "plain", procedures: { add: procedure({ input: z.int(), output: z.int() }) } });
    const { port } = await rig.serve(plain, { procedures: { add: (n) => n + 1 } });
    const client = await rig.open(port);
    for (const metadata of [5, "x", { locale: "de" }, [[]]]) {
      expect(await client.exchange([2, 0, "add", 1, null, null, metadata])).toEqual([[3, 0, 2]]);
    }
  });
});

async function serve(rig: Rig): Promise<{ port: number }> {
  return rig.serve(schema, {
    procedures: {
      fail: (how, call) => {
        call.setAnswerMetadata({ cost: 3, seen: call.metadata.locale });
        if (how === "declared") throw call.error("Refused", { why: "no" });
        if (how === "forbidden") throw call.forbidden("not you");
        throw new Error("the password is hunter2");
      },
      silent: (_input, call) => call.setAnswerMetadata({ cost: 3, seen: call.metadata.locale }),
      speak: (said, call) => {
        call.setAnswerMetadata({ cost: 0, seen: "an earlier one" });
        call.setAnswerMetadata({ cost: 3, seen: call.metadata.locale });
        return `${said} ${call.metadata.at.getTime() === at.getTime() ? call.metadata.locale : "at another time"}`;
      },
      stream: async function* (items, call) {
        yield* items;
        call.setAnswerMetadata({ cost: 3, seen: call.metadata.locale });
      },
      trace: (_input, { carrier }) => carrier,
    },
    onError: () => undefined,
  });
}
