import { type Gap, type MatchedUpdate, subscribe, subscribeAll, type Update } from "@hawser/client";
import { toJson } from "../json-form/to-json.js";
import type { Colors } from "../terminal.js";
import { UsageError } from "../usage-error.js";
import { describeTopic } from "./descriptors.js";
import { jsonLine, prettyJson } from "./print-json.js";
import type { Since } from "./since.js";
import { type GivenParams, selectionOf } from "./topic-params.js";
import type { BeginWatch, News, WatchedTopic } from "./topic-watch.js";

export interface WantedEvents extends GivenParams {
  /** Where it begins; `undefined` for what comes. */
  readonly since: Since | undefined;
}

/**
 * Watches the events of an instance of a topic, or of several, each with its params then.
 *
 * @throws UsageError
 */
export async function watchEvents({ since, ...given }: WantedEvents, topic: WatchedTopic): Promise<BeginWatch> {
  const selection = await selectionOf(given, topic);
  const descriptor = describeTopic(topic.schema, topic.id);
  if (selection.kind === "one") {
    return (connection) => {
      const subscription = subscribe(connection, descriptor, selection.params, { since });
      return { news: newsOf(subscription.updates()), stop: () => subscription.unsubscribe() };
    };
  }
  if (typeof since === "object" && "epoch" in since) {
    throw new UsageError("--since: a position is of one instance, and these params select several.");
  }
  const { params } = selection;
  return (connection) => {
    const subscription = subscribeAll<unknown, unknown>(connection, descriptor, params, { since });
    return { news: newsOf(subscription.updates()), stop: () => subscription.unsubscribe() };
  };
}

async function* newsOf(updates: AsyncIterable<AnyUpdate>): AsyncGenerator<News> {
  for await (const update of updates) yield update.type === "event" ? ofEvent(update) : ofGap(update);
}

type AnyUpdate = Update<unknown> | MatchedUpdate<unknown, unknown>;

function ofEvent(update: AnyUpdate & { type: "event" }): News {
  const { offset } = update;
  const event = toJson(update.event);
  return {
    json: { ...paramsOf(update), offset, event },
    counts: true,
    pretty: (colors) => `${instance(update, colors)}${colors.dim(`#${offset}`)} ${prettyJson(event, colors)}`,
  };
}

function ofGap(update: AnyUpdate & { type: "gap" }): News {
  const { reason, from, to } = update;
  return {
    json: { ...paramsOf(update), gap: { reason, from, to } },
    counts: false,
    pretty: (colors) =>
      `${instance(update, colors)}${colors.yellow(`gap: ${missing(update)}: ${reasons[reason]} (${reason})`)}`,
  };
}

function paramsOf(update: AnyUpdate): { readonly params?: ReturnType<typeof toJson> } {
  return "params" in update ? { params: toJson(update.params) } : {};
}

/** Of several instances the one that it is about. */
function instance(update: AnyUpdate, colors: Colors): string {
  return "params" in update ? `${colors.dim(jsonLine(toJson(update.params)))} ` : "";
}

function missing({ from, to }: Gap): string {
  if (to < from) return "events of an older count may be missing";
  return from === to ? `event #${from} did not come` : `events #${from} to #${to} did not come`;
}

const reasons: Readonly<Record<Gap["reason"], string>> = {
  disconnected: "there was no connection",
  restarted: "the server counts anew",
  expired: "the history no longer reaches back to them",
  slow: "this end read too slowly",
  conflated: "this end read too slowly, and newer ones take their place",
  lost: "the server left them out without a word",
  overflow: "this end printed too slowly",
};
