import { getEventListeners } from "node:events";
import { isHawserError } from "@hawser/client";
import { describe, expect, test } from "vitest";
import { type Ending, endings } from "./endings.js";
import { type Feature, features } from "./features.js";
import { Rig } from "./rig.js";
import { transports } from "./transports.js";

// Every way to call, ended in its middle in every way: what both ends hear of it, and that nothing is left.

describe.each(transports)("over %s", (_name, createTransport) => {
  describe.each(["positional", "maps"] as const)("in %s", (encoding) => {
    describe.each(features)("$name", (feature) => {
      test.each(endings.filter(({ happensTo }) => happensTo?.(feature) ?? true))("$name", async (ending) => {
        await endCall(await Rig.open({ transport: await createTransport(), encoding }), feature, ending);
      });
    });
  });
});

async function endCall(rig: Rig, feature: Feature, ending: Ending): Promise<void> {
  const { expected, expectedOfIdempotent, timeoutMs } = ending;
  const { caller, server, aborts } = (feature.outlivesConnection && expectedOfIdempotent) || expected;
  const { signal } = rig.controller;
  const told: string[] = [];
  const onMetadata = ({ tag }: { tag: string }): void => void told.push(tag);

  const { outcome, resume } = await feature.begin(rig, { signal, timeoutMs, onMetadata });
  const run = await rig.run();
  await ending.end(rig, run);
  resume?.();
  expect(await outcome.catch(codeOf)).toEqual(caller);

  await rig.soon(() => expect(run.isFinished).toBe(true));
  expect(run.outcomes).toHaveLength(1);
  expect(server).toContain(run.outcomes[0]?.code);
  expect(run.reason).toBe(aborts ? run.outcomes[0]?.code : undefined);
  expect(rig.bench.runs).toHaveLength(1);
  expect(getEventListeners(signal, "abort")).toEqual([]);
  if (feature.hasMetadata) {
    expect(rig.bench.tags).toEqual(["its own"]);
    expect(told).toEqual(caller === "Broken" ? ["answer to its own"] : []);
  }
  if (!ending.serverIsGone) await rig.provePlacesAreFree();
  await rig.proveNothingIsLeft();
}

function codeOf(error: unknown): string {
  if (!isHawserError(error)) throw error;
  return error.code;
}
