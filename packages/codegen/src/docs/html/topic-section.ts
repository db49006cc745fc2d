import { declarations } from "../../stub/form.js";
import { Imports } from "../../stub/imports.js";
import type { TopicNames } from "../../stub/operation-names.js";
import { printAttend } from "../../stub/print-attend.js";
import { printSubscribeAll } from "../../stub/print-subscribe-all.js";
import { printPublish, printSubscribe } from "../../stub/print-topic.js";
import { typesOfTopic } from "../payload-types.js";
import { topicUsage } from "../usage/topic-usage.js";
import { memberAt, type UsageContext } from "../usage/usage.js";
import { operationId } from "./anchors.js";
import { codeBlock } from "./code.js";
import { type Html, html } from "./html.js";
import { type Badge, deprecatedBadge, operationHeading } from "./operation-heading.js";
import { prose } from "./prose.js";
import { signaturesOf } from "./signature.js";
import { topicPolicy } from "./topic-policy.js";
import type { TypeDocs } from "./type-docs.js";
import { payloadSection } from "./type-section.js";
import { usageBlocks } from "./usage-blocks.js";

/** Everything about a topic. */
export function topicSection(names: TopicNames, types: TypeDocs, context: UsageContext): Html {
  const { topic, pattern } = names;
  const { path, description } = topic;
  const { params, event, published, member, ownMember } = typesOfTopic(names);
  const section = (name: string | undefined, role: string, note?: string): Html | undefined =>
    name === undefined ? undefined : payloadSection(name, { role, note }, types);
  return html`<article class="operation" id="${operationId(path)}">
<div class="about">
${operationHeading(path, badgesOf(names))}
${prose(description)}
${codeBlock(signatures(names, context).join("\n"), types.findType)}
${topicPolicy(topic)}
${section(params?.name, "Params", "what selects an instance")}
${section(pattern?.type, "Pattern", "what selects several")}
${section(event.name, "Event")}
${published?.name !== event.name && section(published?.name, "Published event", "as a client gives it")}
${section(member?.name, "Member", "what others hear of it")}
${ownMember?.name !== member?.name && section(ownMember?.name, "Own member", "as a client gives it")}
</div>
${usageBlocks(topicUsage(names, context), types.findType)}
</article>`;
}

function signatures(names: TopicNames, { client }: UsageContext): string[] {
  const imports = new Imports(declarations);
  const topic = memberAt(client, names.topic.path);
  return [printSubscribe, printSubscribeAll, printPublish, printAttend].flatMap((print) =>
    signaturesOf(print(names, imports).join("\n"), (method) => `${topic}.${method}`),
  );
}

function badgesOf({ topic: { publish, presence, history, deprecated } }: TopicNames): Badge[] {
  const all: (Badge | false | undefined)[] = [
    { text: "topic", title: "Events, for whoever subscribes.", tone: "topic" },
    history && { text: "history", title: "The latest events can be had after the fact.", tone: "plain" },
    publish && { text: "publish", title: "Clients may publish.", tone: "plain" },
    presence && { text: "presence", title: "Members are known.", tone: "plain" },
    deprecated && deprecatedBadge,
  ];
  return all.filter((badge) => badge !== undefined && badge !== false);
}
