import type { Shape, TopicShape } from "@hawser/core";
import { breaksNothing, type Consequences, type Draft } from "./change.js";
import { documentationOf } from "./documentation.js";
import { changed } from "./found.js";
import { diffPayload } from "./payload-diff.js";
import type { ShapeDiff } from "./shape-diff.js";

/** What has changed of one topic. */
export function diffTopic(before: TopicShape, after: TopicShape, shapes: ShapeDiff): Draft[] {
  const path = `topics.${before.path}`;
  return [
    ...documentationOf(path, before, after),
    ...params(`${path}.params`, before.params, after.params, shapes),
    ...diffPayload({ path: `${path}.event`, position: "received", before: before.event, after: after.event }, shapes),
    ...publish(`${path}.publish`, before.publish, after.publish, shapes),
    ...presence(`${path}.presence`, before.presence, after.presence, shapes),
    ...wildcards(`${path}.wildcards`, before, after),
    ...policies(path, before, after),
  ];
}

/** What selects an instance is never left out by a server that does not know it: it would be another instance. */
function params(path: string, before: Shape | undefined, after: Shape | undefined, shapes: ShapeDiff): Draft[] {
  if (!before || !after) {
    const [draft] = diffPayload({ path, position: "sent", before, after }, shapes);
    if (!draft) return [];
    const breaks = before ? { ...draft.breaks, oldClient: true } : { ...draft.breaks, newClient: true };
    return [{ ...draft, breaks }];
  }
  const [removed, added] = [fieldsBeyond(before, after), fieldsBeyond(after, before)];
  return diffPayload({ path, position: "sent", before, after }, shapes).map((draft) => {
    const name = draft.isDocumentation ? "" : draft.path.slice(path.length + 1);
    if (removed.has(name)) return { ...draft, breaks: { ...draft.breaks, oldClient: true } };
    return added.has(name) ? { ...draft, breaks: { ...draft.breaks, newClient: true } } : draft;
  });
}

/** The fields of one object that another neither declares nor takes among others. */
function fieldsBeyond(shape: Shape, other: Shape): ReadonlySet<string> {
  if (shape.kind !== "object" || other.kind !== "object" || other.rest) return new Set();
  const known = new Set(other.fields.map(({ name }) => name));
  return new Set(shape.fields.map(({ name }) => name).filter((name) => !known.has(name)));
}

function publish(path: string, before: Shape | undefined, after: Shape | undefined, shapes: ShapeDiff): Draft[] {
  if (before && after) return diffPayload({ path, position: "sent", before, after }, shapes);
  if (!before && !after) return [];
  return [allowance(path, "clients may publish", { before, after })];
}

function presence(
  path: string,
  before: TopicShape["presence"],
  after: TopicShape["presence"],
  shapes: ShapeDiff,
): Draft[] {
  if (!before && !after) return [];
  if (!before || !after) {
    return [allowance(path, "clients may be present", { before: before?.output, after: after?.output })];
  }
  return [
    ...diffPayload({ path: `${path}.input`, position: "sent", before: before.input, after: after.input }, shapes),
    ...diffPayload(
      { path: `${path}.output`, position: "received", before: before.output, after: after.output },
      shapes,
    ),
  ];
}

/** What is refused where the schema does not declare it. */
function allowance(
  path: string,
  what: string,
  { before, after }: { before?: Shape | undefined; after?: Shape | undefined },
): Draft {
  const breaks = { oldClient: before !== undefined, newClient: after !== undefined };
  return {
    ...changed(path, `${what} ${after ? "now" : "no longer"}`, { before, after, breaks }),
    consequences: refused,
  };
}

const refused: Consequences = {
  oldClient: "the new server refuses an old client that does",
  newClient: "an old server refuses a new client that does",
};

/** A stub subscribes to lists one by one, so only names matter to a server. */
function wildcards(path: string, { wildcards: before }: TopicShape, { wildcards: after }: TopicShape): Draft[] {
  if (before?.join() === after?.join() && (before === undefined) === (after === undefined)) return [];
  const told = (names: readonly string[] | undefined): string | undefined => names && `[${names.join(", ")}]`;
  const [removed, added] = [
    (before ?? []).filter((name) => !after?.includes(name)),
    (after ?? []).filter((name) => !before?.includes(name)),
  ];
  return [
    {
      path,
      what: "other params may be left open",
      before: told(before),
      after: told(after),
      breaks: { oldClient: removed.length > 0, newClient: added.length > 0 },
      consequences: {
        oldClient: `the new server refuses an old client that leaves ${removed.join(", ")} open`,
        newClient: `an old server refuses a new client that leaves ${added.join(", ")} open`,
      },
    },
  ];
}

/** What changes what reaches a subscriber when, but never what it looks like: no end fails, and gaps are told. */
function policies(path: string, before: TopicShape, after: TopicShape): Draft[] {
  return policyNames.flatMap((name) => {
    const [a, b] = [policyText(before, name), policyText(after, name)];
    if (a === b) return [];
    return [{ path: `${path}.${name}`, what: whatOf[name], before: a, after: b, breaks: breaksNothing }];
  });
}

const whatOf = {
  history: "another history is kept; what is not kept any more is told to subscribers as a gap",
  retain: "whether a subscriber begins with the latest event has changed",
  slowConsumer: "what happens to a subscriber that reads too slowly has changed",
  conflateBy: "events replace each other by another key",
} as const;

const policyNames = Object.keys(whatOf) as (keyof typeof whatOf)[];

function policyText(topic: TopicShape, name: keyof typeof whatOf): string | undefined {
  const { history } = topic;
  if (name === "history") return history && `${history.size} events, ${history.ageMs} ms`;
  if (name === "slowConsumer") return topic.slowConsumer ?? "disconnect";
  return topic[name] === undefined ? undefined : String(topic[name]);
}
