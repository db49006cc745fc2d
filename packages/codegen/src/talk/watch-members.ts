import { type Attendance, attend } from "@hawser/client";
import type { TopicShape } from "@hawser/core";
import { fromJson } from "../json-form/from-json.js";
import { toJson } from "../json-form/to-json.js";
import { UsageError } from "../usage-error.js";
import { describeTopic } from "./descriptors.js";
import { readJson } from "./json-source.js";
import { prettyJson } from "./print-json.js";
import { safeText } from "./safe-text.js";
import { said } from "./said.js";
import { selectionOf } from "./topic-params.js";
import type { BeginWatch, News, WatchedTopic } from "./topic-watch.js";

/**
 * Watches who is present in an instance of a topic.
 *
 * @param params as they were given; `undefined` where none were
 * @param own what to tell of oneself as a member, as JSON; `undefined` for only watching
 * @throws UsageError
 */
export async function watchMembers(
  params: string | undefined,
  own: string | undefined,
  topic: WatchedTopic,
): Promise<BeginWatch> {
  const { schema, id, terminal } = topic;
  const { path, presence } = schema.topics[id] as TopicShape;
  if (!presence) throw new UsageError(`${path} has no members: the schema declares no presence of it.`);
  const selection = await selectionOf({ text: params, isPattern: false }, topic);
  if (selection.kind !== "one") throw new UsageError("--members is about one instance: give its params, no list.");
  const json = own === undefined ? undefined : await readJson({ what: "--as", text: own }, terminal);
  const as =
    json === undefined ? undefined : said("the member", () => fromJson(json, presence.input, schema.definitions));
  return (connection) => {
    const attendance = attend(connection, describeTopic(schema, id), selection.params, { as });
    return { news: newsOf(attendance), stop: () => attendance.leave() };
  };
}

async function* newsOf(attendance: Attendance<unknown>): AsyncGenerator<News> {
  for await (const { type, id, data } of attendance) {
    const json = toJson(data);
    const isSelf = id === attendance.self;
    yield {
      json: { member: { type, id, ...(isSelf && { self: true }), data: json } },
      counts: true,
      pretty: (colors) => {
        const who = colors.dim(`${safeText(id)}${isSelf ? " (this one)" : ""}`);
        return `${colors[colorOf[type]](type.padEnd(width))} ${who} ${prettyJson(json, colors)}`;
      },
    };
  }
}

const colorOf = { present: "cyan", join: "green", update: "yellow", leave: "red" } as const;

/** Of the longest word that stands before a member. */
const width = "present".length;
