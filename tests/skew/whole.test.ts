import { join } from "node:path";
import { isHawserError } from "@hawser/client";
import type { Schema } from "@hawser/core";
import { expect, onTestFinished, test } from "vitest";
import { diffSchemas } from "../../packages/codegen/src/diff/diff-schemas.js";
import { run } from "../../packages/codegen/src/program.js";
import { RecordingTerminal } from "../../packages/codegen/test/recording-terminal.js";
import { workspace } from "../../packages/codegen/test/workspace.js";
import { serve } from "./skew-server.js";

// What a schema declares for all of a connection: what clients present, and what travels beside inputs and outputs.

interface Client {
  ping(): Promise<string>;
  readonly connection: { close(): Promise<void> };
}

interface Version {
  readonly schema: Schema;
  connect(url: string, options: object): Client;
}

test.each<
  [
    what: string,
    before: string,
    after: string,
    old: object,
    young: object,
    oldAtNew: RegExp | "pong",
    newAtOld: RegExp | "pong",
  ]
>([
  [
    "auth declared",
    "",
    "auth: z.object({ token: z.string() }),",
    {},
    { auth: { token: "t" } },
    /^unauthenticated: .*expected object/,
    "pong",
  ],
  [
    "auth no longer declared",
    "auth: z.object({ token: z.string() }),",
    "",
    { auth: { token: "t" } },
    {},
    "pong",
    /^unauthenticated: .*expected object/,
  ],
  [
    "auth with one field more",
    "auth: z.object({ token: z.string() }),",
    "auth: z.object({ token: z.string(), device: z.string() }),",
    { auth: { token: "t" } },
    { auth: { token: "t", device: "d" } },
    /^unauthenticated: .*device: .*expected string/,
    "pong",
  ],
  [
    "metadata of calls declared",
    "",
    "metadata: { call: z.object({ tag: z.string() }) },",
    {},
    { metadata: { tag: "t" } },
    /^invalid_input: .*expected object/,
    "pong",
  ],
  [
    "metadata of calls with another type",
    "metadata: { call: z.object({ tag: z.string() }) },",
    "metadata: { call: z.object({ tag: z.int() }) },",
    { metadata: { tag: "t" } },
    { metadata: { tag: 5 } },
    /^invalid_input: tag: .*expected (int|number)/,
    /^invalid_input: tag: .*expected string/,
  ],
])("%s", async (_, before, after, old, young, oldAtNew, newAtOld) => {
  const [oldVersion, newVersion] = [await version(before), await version(after)];
  const outcomes = [await ask(oldVersion, newVersion, old), await ask(newVersion, oldVersion, young)];
  expect(outcomes).toEqual(
    [oldAtNew, newAtOld].map((outcome) => (outcome === "pong" ? "pong" : expect.stringMatching(outcome))),
  );
  const changes = diffSchemas(oldVersion.schema.shape, newVersion.schema.shape);
  const breaks = (combination: "old client, new server" | "new client, old server"): boolean =>
    changes.some((change) => change.breaks.includes(combination));
  expect([breaks("old client, new server"), breaks("new client, old server")]).toEqual(
    outcomes.map((outcome) => outcome !== "pong"),
  );
});

/** A schema of its own with its stub, as a user has them. */
async function version(declared: string): Promise<Version> {
  const root = await workspace({
    "a.schema.ts": `import { defineSchema, procedure } from "@hawser/core";
import { z } from "zod";
export default defineSchema({ name: "whole", ${declared} procedures: { ping: procedure({ output: z.string() }) } });
`,
  });
  expect(await run(["generate", "a.schema.ts"], new RecordingTerminal(root))).toBe(0);
  const [{ default: schema }, { connect }] = await Promise.all([
    import(join(root, "a.schema.ts")),
    import(join(root, "a.client.ts")),
  ]);
  return { schema, connect };
}

/** What a call of one version's client comes to at another version's server. */
async function ask({ connect }: Version, { schema }: Version, options: object): Promise<string> {
  const { server, url } = await serve(schema, { outputs: { ping: "pong" }, errors: {}, events: {} });
  const client = connect(url, options);
  onTestFinished(async () => {
    await client.connection.close();
    await server.close({ graceMs: 0 });
  });
  try {
    return await client.ping();
  } catch (error) {
    if (!isHawserError(error)) throw error;
    return error.message;
  }
}
