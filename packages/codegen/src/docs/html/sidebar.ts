import { lastName } from "../../stub/namespace.js";
import type { ProcedureNames, TopicNames } from "../../stub/operation-names.js";
import type { NamespaceNames } from "../../stub/print-namespace.js";
import type { DocumentedSchema } from "../documented-schema.js";
import { type PayloadType, typesOfProcedure, typesOfTopic } from "../payload-types.js";
import { addressOf, operationId, partId, typeId } from "./anchors.js";
import { type Html, html } from "./html.js";
import type { TypeDocs } from "./type-docs.js";

/** Where everything is, with what a search looks in. */
export function sidebar({ schema, stub }: DocumentedSchema, types: TypeDocs): Html {
  const groups = stub.namespaces.filter(({ procedures, topics }) => procedures.length + topics.length > 0);
  return html`<nav id="nav" aria-label="Contents">
<ul><li><a href="${addressOf(partId("start"))}" data-search="start connect auth ${schema.name}">Start</a></li></ul>
${groups.map((group) => namespaceGroup(group, types))}
${types.shared.length > 0 && html`<section class="group"><h2><a href="${addressOf(partId("types"))}">Types</a></h2><ul>${types.shared.map(([{ name, shape }]) => sharedLink(name, shape.description))}</ul></section>`}
<section class="group"><h2>More</h2><ul><li><a href="${addressOf(partId("errors"))}" data-search="errors codes timeout unavailable">Errors</a></li></ul></section>
<p class="nothing" role="status" hidden>Nothing is called that.</p>
</nav>`;
}

function namespaceGroup({ namespace, procedures, topics }: NamespaceNames, types: TypeDocs): Html {
  const { path } = namespace;
  return html`<section class="group">${path !== "" && html`<h2><a href="${addressOf(partId("namespace", path))}">${path}</a></h2>`}<ul>
${procedures.map((names) => procedureLink(names, types))}
${topics.map((names) => topicLink(names, types))}
</ul></section>`;
}

function procedureLink(names: ProcedureNames, types: TypeDocs): Html {
  const { path, description, deprecated, streams, errors } = names.procedure;
  const { input, output, errors: data } = typesOfProcedure(names);
  const payloads = [input, output, ...data].flatMap((type) => wordsOf(type, types));
  const words = [path, description, ...errors.map(({ code }) => code), streams && "stream", ...payloads];
  return operationLink(path, { kind: streams ? "stream" : "call", deprecated, words });
}

function topicLink(names: TopicNames, types: TypeDocs): Html {
  const { path, description, deprecated } = names.topic;
  const { params, event, member } = typesOfTopic(names);
  const payloads = [params, event, member].flatMap((type) => wordsOf(type, types));
  return operationLink(path, { kind: "topic", deprecated, words: [path, description, "topic", ...payloads] });
}

/** The names of a payload's type, of its fields and of theirs. */
function wordsOf(type: PayloadType | undefined, types: TypeDocs): string[] {
  if (!type) return [];
  const [declaration] = types.payloads.get(type.name) ?? [];
  if (declaration?.shape.kind !== "object" || declaration.fieldTypes.length === 0) {
    return [type.name, declaration?.text ?? ""];
  }
  return [type.name, ...declaration.shape.fields.map(({ name }) => name), ...declaration.fieldTypes];
}

interface OperationLink {
  readonly kind: "call" | "stream" | "topic";
  readonly deprecated: true | undefined;
  /** What a search finds it by. */
  readonly words: readonly (string | undefined)[];
}

function operationLink(path: string, { kind, deprecated, words }: OperationLink): Html {
  const text = words.filter((word) => word !== undefined).join(" ");
  return html`<li><a href="${addressOf(operationId(path))}" class="${deprecated ? "deprecated" : ""}" data-search="${text.toLowerCase()}"><span class="dot ${kind}" title="${kind}"></span>${lastName(path)}<span class="whole">${path}</span></a></li>`;
}

function sharedLink(name: string, description = ""): Html {
  return html`<li><a href="${addressOf(typeId(name))}" data-search="${`${name} ${description} type`.toLowerCase()}">${name}</a></li>`;
}
