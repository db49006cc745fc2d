import type { ProcedureShape, Shape } from "@hawser/core";
import { breaksNothing, type Draft } from "./change.js";
import { documentationOf } from "./documentation.js";
import { changed } from "./found.js";
import { diffPayload } from "./payload-diff.js";
import type { ShapeDiff } from "./shape-diff.js";

/** What has changed of one procedure. */
export function diffProcedure(before: ProcedureShape, after: ProcedureShape, shapes: ShapeDiff): Draft[] {
  const path = `procedures.${before.path}`;
  return [
    ...documentationOf(path, before, after),
    ...streams(path, before, after),
    ...diffPayload({ path: `${path}.input`, position: "sent", before: before.input, after: after.input }, shapes),
    ...diffPayload(
      { path: `${path}.output`, position: "received", before: before.output, after: after.output },
      shapes,
    ),
    ...errors(path, before, after, shapes),
    ...idempotency(path, before.idempotentMs, after.idempotentMs),
  ];
}

function streams(path: string, before: ProcedureShape, after: ProcedureShape): Draft[] {
  if (before.streams === after.streams) return [];
  return [
    {
      path: `${path}.streams`,
      what: "what streams has changed",
      before: before.streams ?? "nothing",
      after: after.streams ?? "nothing",
      breaks: { oldClient: true, newClient: true },
      consequences: {
        oldClient: "the new server refuses the calls of an old client",
        newClient: "an old server refuses the calls of a new client",
      },
    },
  ];
}

/** An error that the client's schema does not declare still reaches the caller, with its code and its data, untyped. */
function errors(path: string, before: ProcedureShape, after: ProcedureShape, shapes: ShapeDiff): Draft[] {
  const [old, present] = [before, after].map(({ errors }) => new Map(errors.map(({ code, data }) => [code, data])));
  const codes = [...new Set([...(old?.keys() ?? []), ...(present?.keys() ?? [])])].sort();
  return codes.flatMap((code) => {
    const here = `${path}.errors.${code}`;
    const [a, b]: (Shape | undefined)[] = [old?.get(code), present?.get(code)];
    if (a && b) return diffPayload({ path: here, position: "received", before: a, after: b }, shapes);
    const who = a ? "a new client gets it from an old server" : "an old client gets it";
    const what = `error ${a ? "removed" : "added"}; ${who} with its code, outside of the errors that its stub knows`;
    return [changed(here, what, { before: a, after: b, breaks: breaksNothing })];
  });
}

function idempotency(path: string, before: number | undefined, after: number | undefined): Draft[] {
  if (before === after) return [];
  const [old, present] = [before, after].map((ms) => (ms === undefined ? undefined : `${ms} ms`));
  const change = { path: `${path}.idempotent`, before: old, after: present };
  if (before !== undefined && after !== undefined) {
    const who = after < before ? "an old client at the new server" : "a new client at an old server";
    const what = `outcomes are remembered for another time; ${who} may make a call again after it was forgotten, which runs it again`;
    return [{ ...change, what, breaks: breaksNothing }];
  }
  return [
    {
      ...change,
      what: `is ${after === undefined ? "not idempotent any more" : "idempotent now"}`,
      breaks: { oldClient: after === undefined, newClient: before === undefined },
      consequences: {
        oldClient: "the new server refuses the keys of an old client's calls",
        newClient: "an old server refuses the keys of a new client's calls",
      },
    },
  ];
}
