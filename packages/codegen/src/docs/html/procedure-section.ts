import { durationOf } from "../../duration.js";
import { declarations } from "../../stub/form.js";
import { Imports } from "../../stub/imports.js";
import { type ProcedureNames, streamsInput, streamsOutput } from "../../stub/operation-names.js";
import { printMethod } from "../../stub/print-method.js";
import { typesOfProcedure } from "../payload-types.js";
import { procedureUsage } from "../usage/procedure-usage.js";
import { memberAt, type UsageContext } from "../usage/usage.js";
import { addressOf, operationId, partId } from "./anchors.js";
import { codeBlock } from "./code.js";
import { type Html, html } from "./html.js";
import { type Badge, deprecatedBadge, operationHeading } from "./operation-heading.js";
import { prose } from "./prose.js";
import { signaturesOf } from "./signature.js";
import type { TypeDocs } from "./type-docs.js";
import { payloadSection } from "./type-section.js";
import { usageBlocks } from "./usage-blocks.js";

/** Everything about a procedure. */
export function procedureSection(names: ProcedureNames, types: TypeDocs, context: UsageContext): Html {
  const { procedure } = names;
  const { path, description } = procedure;
  const { input, output, errors } = typesOfProcedure(names);
  const place = { connection: "", definitions: context.definitions };
  const method = printMethod(names, place, new Imports(declarations));
  const signatures = signaturesOf(method, () => memberAt(context.client, path));
  return html`<article class="operation" id="${operationId(path)}">
<div class="about">
${operationHeading(path, badgesOf(names))}
${prose(description)}
${signatures.map((signature) => codeBlock(signature, types.findType))}
${input && payloadSection(input.name, { role: "Input", note: streamsInput(procedure) ? "each item of a stream" : undefined }, types)}
${output && payloadSection(output.name, { role: "Output", note: streamsOutput(procedure) ? "each item of a stream" : undefined }, types)}
${errors.map(({ code, name }) => payloadSection(name, { role: "Error", note: `code "${code}"` }, types))}
${errors.length > 0 && html`<p class="aside">Like every call it may also fail with an <a href="${addressOf(partId("errors"))}">error of Hawser's own</a>.</p>`}
</div>
${usageBlocks(procedureUsage(names, context), types.findType)}
</article>`;
}

function badgesOf({ procedure }: ProcedureNames): Badge[] {
  const { streams, idempotentMs, deprecated } = procedure;
  return [
    streams ? streamBadges[streams] : { text: "call", title: "One question, one answer.", tone: "call" },
    ...(idempotentMs === undefined
      ? []
      : [
          {
            text: `idempotent for ${durationOf(idempotentMs)}`,
            title:
              "When the connection is lost the call is made again by itself, and runs once: so long the server remembers its outcome.",
            tone: "plain",
          } as const,
        ]),
    ...(deprecated ? [deprecatedBadge] : []),
  ];
}

const streamBadges: Readonly<Record<"input" | "output" | "both", Badge>> = {
  input: { text: "stream in", title: "It takes a stream, as fast as the server reads.", tone: "stream" },
  output: { text: "stream out", title: "It answers with a stream; leaving the loop cancels the call.", tone: "stream" },
  both: { text: "stream both ways", title: "It takes a stream and answers with one.", tone: "stream" },
};
