import { readdirSync } from "node:fs";
import type { Connection, Subscription } from "@hawser/client";
import { isStream, type Payload, type Procedure, type Schema, type Topic, type ZodType } from "@hawser/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parse } from "zod/v4/core";
import { run } from "../../src/program.js";
import { RecordingTerminal } from "../recording-terminal.js";
import { type EchoingServer, startEchoingServer } from "./echoing-server.js";
import { valuesOf } from "./values-of.js";

// APIs as people write them: each stub is fresh, and everything in it arrives, in both encodings.

const directory = import.meta.dirname;
const schemaFiles = readdirSync(directory).filter((name) => name.endsWith(".schema.ts"));
const splitStubs = readdirSync(`${directory}/split`).filter((name) => name.endsWith(".client.ts"));

/** Every stub, with its schema file. */
const stubs = [
  ...schemaFiles.map((schemaFile) => ({ stub: schemaFile.replace(".schema", ".client"), schemaFile })),
  ...splitStubs.map((name) => ({ stub: `split/${name}`, schemaFile: name.replace(".client", ".schema") })),
];

/** Values of each type. */
const samples = 4;

test("there are many", () => {
  expect(schemaFiles.length).toBeGreaterThanOrEqual(30);
});

test("the committed stubs are what their schema files ask for", async () => {
  const terminal = new RecordingTerminal(directory);
  expect(await run(["generate", "--check", ...schemaFiles], terminal)).toBe(0);
  for (const name of splitStubs) {
    const flags = ["--check", "--split", "-o", `split/${name}`];
    expect(await run(["generate", name.replace(".client", ".schema"), ...flags], terminal)).toBe(0);
  }
  expect(terminal.errors).toEqual([]);
}, 60_000);

describe.each(stubs)("$stub", ({ stub, schemaFile }) => {
  describe.each(["positional", "maps"] as const)("in %s", (encoding) => {
    let schema: Schema;
    let echoing: EchoingServer;
    let client: Client;

    beforeAll(async () => {
      ({ default: schema } = (await import(/* @vite-ignore */ `./${schemaFile}`)) as { default: Schema });
      const { connect } = (await import(/* @vite-ignore */ `./${stub}`)) as Stub;
      echoing = await startEchoingServer(schema, encoding);
      const { auth, metadata } = schema;
      client = connect(echoing.url, {
        ...(auth && { auth: draw(auth)[0] }),
        ...(metadata.call && { metadata: draw(metadata.call)[0] }),
      });
    });

    afterAll(async () => {
      await client.connection.close();
      await echoing.close();
    });

    test("every call", async () => {
      for (const { path, streams } of schema.shape.procedures) {
        const { input, output } = at(schema.procedures, path) as Procedure;
        const [inputs, outputs] = [draw(input), draw(output)];
        const streamsInput = streams === "input" || streams === "both";
        const streamsOutput = streams === "output" || streams === "both";
        for (let i = 0; i < samples; i += 1) {
          echoing.answer = streamsOutput ? outputs : outputs[i];
          const result = call(client, path, input === undefined ? [] : [streamsInput ? inputs : inputs[i]]);
          const got = streamsOutput ? await collect(result) : await result;
          expect(echoing.received, path).toStrictEqual(
            streamsInput ? passed(input, inputs) : passed(input, [inputs[i]])[0],
          );
          expect(got, path).toStrictEqual(streamsOutput ? passed(output, outputs) : passed(output, [outputs[i]])[0]);
        }
      }
      expect(client.connection.status).toMatchObject({ state: "open", encoding });
    }, 60_000);

    test("every error", async () => {
      for (const { path, streams } of schema.shape.procedures) {
        const { input, errors = {} } = at(schema.procedures, path) as Procedure;
        for (const [code, type] of Object.entries(errors)) {
          for (const data of draw(type)) {
            echoing.failure = { code, data };
            const given = streams === "input" || streams === "both" ? draw(input) : draw(input)[0];
            const result = call(client, path, input === undefined ? [] : [given]);
            const failed = await (streams === "output" ? collect(result) : result).then(
              () => undefined,
              (error: unknown) => error,
            );
            expect(failed, `${path} ${code}`).toMatchObject({ code });
            expect((failed as { data: unknown }).data, `${path} ${code}`).toStrictEqual(passed(type, [data])[0]);
          }
        }
      }
      echoing.failure = undefined;
    }, 60_000);

    test("every event", async () => {
      for (const { path, params: hasParams, publish } of schema.shape.topics) {
        const { params, event } = at(schema.topics, path) as Topic;
        const instance = hasParams ? [draw(params)[0]] : [];
        const topic = at(client, path) as TopicMember;
        const subscription = topic.subscribe(...instance);
        await vi.waitFor(() => expect(subscription.status, path).toBe("active"));
        const events = subscription[Symbol.asyncIterator]();
        const fromServer = at(echoing.server.publish, path) as Publish;
        const fromClient: Publish = (...args) => topic.publish(...args);
        for (const send of publish ? [fromServer, fromClient] : [fromServer]) {
          for (const value of draw(event)) {
            await send(...instance, value);
            expect((await events.next()).value, path).toStrictEqual(passed(event, [value])[0]);
          }
        }
        await events.return?.();
      }
    }, 60_000);
  });
});

interface Stub {
  connect(url: string, options: object): Client;
}

interface Client {
  readonly connection: Connection;
}

interface TopicMember {
  subscribe(...params: unknown[]): Subscription<unknown>;
  publish: Publish;
}

type Publish = (...paramsAndEvent: unknown[]) => unknown;

/** Some values that go into a type; for a stream, its items. The same ones in every run. */
function draw(payload: Payload | undefined): unknown[] {
  if (payload === undefined) return Array.from({ length: samples }, () => undefined);
  return fc.sample(valuesOf(typeOf(payload), "input"), { numRuns: samples, seed: 7 });
}

/** What comes of values where they have passed their type. */
function passed(payload: Payload | undefined, values: readonly unknown[]): unknown[] {
  return values.map((value) => (payload === undefined ? undefined : parse(typeOf(payload), value)));
}

function typeOf(payload: Payload): ZodType {
  return isStream(payload) ? payload.item : (payload as ZodType);
}

/** What stands at a path: a procedure or a topic of a schema, a method or a member of a client. */
function at(root: unknown, path: string): unknown {
  return path.split(".").reduce((place, name) => (place as Record<string, unknown>)[name], root);
}

function call(client: Client, path: string, args: unknown[]): Result {
  const name = path.slice(path.lastIndexOf(".") + 1);
  const namespace = path === name ? client : at(client, path.slice(0, -name.length - 1));
  return (namespace as Record<string, (...args: unknown[]) => Result>)[name]?.(...args) as Result;
}

/** What a call returns: a promise, or a stream of items. */
type Result = Promise<unknown> & AsyncIterable<unknown>;

async function collect(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const item of items) all.push(item);
  return all;
}
