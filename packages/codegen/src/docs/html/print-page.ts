import { createHash } from "node:crypto";
import type { DocumentedSchema } from "../documented-schema.js";
import { clientVariable, type UsageContext } from "../usage/usage.js";
import { partId } from "./anchors.js";
import { codeBlock } from "./code.js";
import { errorsSection } from "./errors-section.js";
import { Html, html } from "./html.js";
import { pageScript } from "./page-script.js";
import { pageStyle } from "./page-style.js";
import { procedureSection } from "./procedure-section.js";
import { sidebar } from "./sidebar.js";
import { startSection } from "./start-section.js";
import { topicSection } from "./topic-section.js";
import { TypeDocs } from "./type-docs.js";
import { typeSection } from "./type-section.js";

export interface PageOptions {
  readonly generator: string;
  /** What the stub is imported as in examples, for example `./chat.client.js`. */
  readonly stubModule: string;
  /** Where the server is, in examples. */
  readonly url: string;
}

/**
 * The reference of a schema as one page that needs nothing else: no network, no file beside it, and a policy that
 * allows no script and no style but its own.
 */
export function printPage(documented: DocumentedSchema, { generator, stubModule, url }: PageOptions): string {
  const { schema, stub } = documented;
  const types = new TypeDocs(documented);
  const context = { client: clientVariable(schema.name), stubModule, url, definitions: schema.definitions };
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(pageStyle)}'`,
    `script-src '${hashOf(pageScript)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="${generator}">
<meta http-equiv="Content-Security-Policy" content="${new Html(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${schema.name} API reference</title>
<style>${new Html(pageStyle)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the contents</a>
<header class="side">
<div class="bar"><a class="brand" href="#${partId("start")}">${schema.name} <small>API reference</small></a>
<button type="button" id="theme" aria-label="Light or dark" title="Light or dark"></button>
<button type="button" id="menu" aria-controls="nav" aria-expanded="false">Menu</button></div>
<label class="search"><span class="hidden">Search</span><input id="search" type="search" placeholder="Search" autocomplete="off" spellcheck="false" aria-controls="nav"><kbd>/</kbd></label>
${sidebar(documented, types)}
</header>
<main id="main">
${startSection(documented, types, context)}
${stub.namespaces.map((names) => namespaceSection(names, types, context))}
${types.shared.length > 0 && html`<section class="types" id="${partId("types")}"><h2>Types</h2>${types.shared.map((declared) => typeSection(declared, types))}${types.json !== undefined && codeBlock(types.json.replace(/^export /m, ""), types.findType)}</section>`}
${errorsSection()}
<footer>Printed by hawser from the schema <code>${schema.name}</code>.</footer>
</main>
<script>${new Html(pageScript)}</script>
</body>
</html>
`;
  return page.text;
}

function namespaceSection(
  { namespace, procedures, topics }: DocumentedSchema["stub"]["namespaces"][number],
  types: TypeDocs,
  context: UsageContext,
): Html | undefined {
  if (procedures.length + topics.length === 0) return undefined;
  const { path } = namespace;
  return html`<section class="namespace" id="${partId("namespace", path)}">
${path !== "" && html`<h2>${path}</h2>`}
${procedures.map((names) => procedureSection(names, types, context))}
${topics.map((names) => topicSection(names, types, context))}
</section>`;
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
