import { counted } from "../../duration.js";
import type { DocumentedSchema } from "../documented-schema.js";
import { connectUsage } from "../usage/connect-usage.js";
import type { UsageContext } from "../usage/usage.js";
import { partId } from "./anchors.js";
import { type Html, html } from "./html.js";
import type { TypeDocs } from "./type-docs.js";
import { payloadSection } from "./type-section.js";
import { usageBlocks } from "./usage-blocks.js";

/** What the page is about, and how to connect. */
export function startSection(
  { schema, stub, fingerprint }: DocumentedSchema,
  types: TypeDocs,
  context: UsageContext,
): Html {
  const { auth, metadata } = { auth: stub.connect.auth, metadata: stub.metadata };
  const section = (name: string | undefined, role: string, note: string): Html | undefined =>
    name === undefined ? undefined : payloadSection(name, { role, note }, types);
  return html`<section class="start operation" id="${partId("start")}">
<div class="about">
<h1>${schema.name}</h1>
<ul class="facts"><li>${counted(schema.procedures.length, "procedure")}</li><li>${counted(schema.topics.length, "topic")}</li><li>fingerprint <code>${fingerprint}</code></li></ul>
<p>Everything travels over one connection, which heals itself: calls may be made at once, subscriptions go on after a lost connection.</p>
${section(auth?.type, "Auth", "what a client presents when it connects")}
${section(metadata?.call?.type, "Metadata of calls", "beside the input")}
${section(metadata?.answer?.type, "Metadata of answers", "beside the output")}
</div>
${usageBlocks([connectUsage(stub.connect, context)], types.findType)}
</section>`;
}
