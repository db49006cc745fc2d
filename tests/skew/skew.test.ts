import { isHawserError } from "@hawser/client";
import type { Schema } from "@hawser/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Combination } from "../../packages/codegen/src/diff/change.js";
import { diffSchemas } from "../../packages/codegen/src/diff/diff-schemas.js";
import { cases, newSamples, oldSamples } from "./cases.js";
import { connect as connectNew } from "./new.client.js";
import newSchema from "./new.schema.js";
import { connect as connectOld } from "./old.client.js";
import oldSchema from "./old.schema.js";
import type { Outcome } from "./outcome.js";
import { type Samples, serve } from "./skew-server.js";

// A client of one version at a server of the other, with one change in each procedure and topic. What can go on does; what
// cannot fails alone, says what differs, and fails exactly where the diff of the two schemas says so.

const changes = diffSchemas(oldSchema.shape, newSchema.shape);

describe("an old client at a new server", () => {
  skewed("old client, new server", newSchema, newSamples, connectOld, ({ old }) => old);
});

describe("a new client at an old server", () => {
  skewed("new client, old server", oldSchema, oldSamples, connectNew, ({ young }) => young);
});

test("each change has its case", () => {
  const paths = [...oldSchema.shape.procedures, ...newSchema.shape.procedures].map(({ path }) => `procedures.${path}`);
  const topics = [...oldSchema.shape.topics, ...newSchema.shape.topics].map(({ path }) => `topics.${path}`);
  const known = new Set(cases.map(({ path }) => path));
  expect([...new Set([...paths, ...topics])].filter((path) => !known.has(path))).toEqual(["procedures.ping"]);
  for (const { path } of cases) expect(changesOf(path), path).not.toEqual([]);
});

function skewed<Client extends Pingable>(
  combination: Combination,
  schema: Schema,
  samples: Samples,
  connect: (url: string) => Client,
  sideOf: (
    of: (typeof cases)[number],
  ) => readonly [ask: (client: never) => Promise<unknown>, outcome: Outcome] | undefined,
): void {
  let client: Client;
  let close = async (): Promise<void> => {};

  beforeAll(async () => {
    const { server, url } = await serve(schema, samples);
    client = connect(url);
    close = async () => {
      await client.connection.close();
      await server.close({ graceMs: 0 });
    };
    await client.ping();
  });
  afterAll(() => close());

  const asked = cases.flatMap((of) => {
    const side = sideOf(of);
    return side ? [{ path: of.path, ask: side[0], outcome: side[1] }] : [];
  });

  test.each(asked)("$path", async ({ path, ask, outcome }) => {
    const before = client.connection.status;
    expect(before).toMatchObject({ state: "open", encoding: "maps" });
    const failure = await settle(ask(client as never), outcome);
    // The same connection goes on.
    expect(await client.ping()).toBe("pong");
    expect(client.connection.status).toBe(before);
    const isBroken = changesOf(path).some(({ breaks }) => breaks.includes(combination));
    expect({ fails: failure !== undefined && !isDeclared(failure) }).toEqual({ fails: isBroken });
  });
}

interface Pingable {
  ping(): Promise<string>;
  readonly connection: { readonly status: object; close(): Promise<void> };
}

/** What the diff tells of an operation. */
function changesOf(path: string): typeof changes {
  const isHere = (other: string): boolean => other === path || other.startsWith(`${path}.`);
  return changes.filter((change) => isHere(change.path) || change.usedBy?.some(isHere));
}

/** Asks, and compares with what is to come of it. @returns the code of what it failed with. */
async function settle(asked: Promise<unknown>, outcome: Outcome): Promise<string | undefined> {
  if ("value" in outcome) {
    expect(await asked).toEqual(outcome.value);
    return undefined;
  }
  const error = await asked.then(
    (value) => expect.unreachable(`got ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  if (!isHawserError(error)) throw error;
  const { code, message, data } = error;
  expect({ code, message }).toEqual({ code: outcome.code, message: expect.stringMatching(outcome.message) });
  if (outcome.data !== undefined) expect(data).toEqual(outcome.data);
  return code;
}

/** An error that the procedure meant is an answer. */
function isDeclared(code: string): boolean {
  return /^[A-Z]/.test(code);
}
