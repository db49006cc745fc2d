import { propertyName } from "../../stub/names.js";
import type { Declaration } from "../../stub/type-printer.js";
import { addressOf, typeId } from "./anchors.js";
import { code, codeBlock } from "./code.js";
import { type Html, html } from "./html.js";
import { inline, prose } from "./prose.js";
import type { TypeDocs } from "./type-docs.js";
import { usageBlocks } from "./usage-blocks.js";

export interface PayloadHeading {
  /** What it is to the operation, such as "Input". */
  readonly role: string;
  /** What stands behind that, in words. */
  readonly note?: string | undefined;
}

/** What an operation takes or answers: its type, its fields, and the types of these that nothing else has. */
export function payloadSection(name: string, { role, note }: PayloadHeading, types: TypeDocs): Html {
  const [declaration, ...parts] = types.payloads.get(name) ?? [];
  const aside = note !== undefined && html` <span class="note">${note}</span>`;
  if (!declaration) {
    return html`<section class="payload">
<h4><span class="role">${role}</span> <code>${code(name, types.findType)}</code>${aside}</h4>
${sharedFields(name, types)}
</section>`;
  }
  return html`<section class="payload" id="${typeId(name)}">
<h4><span class="role">${role}</span> <code class="type-name">${name}</code>${aside}</h4>
${prose(declaration.shape.description)}
${typeBody(declaration, types)}
${declaration.fieldTypes.length === 0 && sharedFields(expressionOf(declaration), types)}
${parts.map((part) => partSection(part, types))}
</section>`;
}

/** A type that the schema names, or a part of one. */
export function typeSection(declared: readonly [Declaration, ...Declaration[]], types: TypeDocs): Html {
  const [declaration, ...parts] = declared;
  const { name, shape } = declaration;
  const id = typeId(name);
  const text = declared.map((part) => part.docs + withNamedBrand(part)).join("\n\n");
  return html`<article class="operation type" id="${id}">
<div class="about">
<h3><a href="${addressOf(id)}">${name}</a>${declaration.brand !== undefined && html` <span class="badge" title="${aboutBrands}">brand</span>`}${shape.deprecated && html` <span class="badge old">deprecated</span>`}</h3>
${prose(shape.description)}
${typeBody(declaration, types)}
${parts.map((part) => partSection(part, types))}
</div>
${usageBlocks([{ caption: "TypeScript", code: text }], types.findType)}
</article>`;
}

const aboutBrands = "A type of its own: values that are merely alike are not assignable to it.";

/** What the stub does to tell a brand apart says nothing to a reader; its name does. */
function withNamedBrand({ name, text, brand }: Declaration): string {
  return brand === undefined ? text : text.replace(brand, () => ` & Brand<"${name}">`);
}

function partSection(declaration: Declaration, types: TypeDocs): Html {
  const { name, shape } = declaration;
  return html`<section class="part" id="${typeId(name)}">
<h5><code class="type-name">${name}</code></h5>
${prose(shape.description)}
${typeBody(declaration, types)}
</section>`;
}

/** A table of fields where these say it all, else the type as TypeScript. */
function typeBody(declaration: Declaration, types: TypeDocs): Html {
  const { shape, fieldTypes } = declaration;
  const isTable = shape.kind === "object" && fieldTypes.length > 0;
  const isAllTold = isTable && !shape.rest;
  return html`${isTable && fieldTable(declaration, types)}${!isAllTold && codeBlock(expressionOf(declaration), types.findType)}`;
}

/** `Message[]` of `export type RoomsListOutput = Message[];`, and `string` of a brand of text. */
function expressionOf({ name, text, brand }: Declaration): string {
  const head = `export type ${name} =`;
  if (!text.startsWith(head)) return text.replace(/^export /, "");
  const unbranded = brand === undefined ? text : text.replace(brand, "").replace(/ = \(([^()]*)\);$/, " = $1;");
  return unbranded
    .slice(head.length)
    .replace(/^ | {2}(?=\|)|;$/gm, "")
    .trim();
}

/** What is in the type that a payload is made of, for whoever wants to stay here. */
function sharedFields(expression: string, types: TypeDocs): Html | undefined {
  const shared = types.sharedIn(expression);
  if (!shared || shared.fieldTypes.length === 0) return undefined;
  return html`<details><summary>Fields of <code>${shared.name}</code></summary>${fieldTable(shared, types)}</details>`;
}

function fieldTable({ name, shape, fieldTypes }: Declaration, types: TypeDocs): Html {
  if (shape.kind !== "object") throw new Error(`${name} has no fields`);
  const rows = shape.fields.map(({ name, optional, shape: { description, deprecated } }, i) => {
    return html`<tr${deprecated && html` class="deprecated"`}>
<th scope="row"><code>${propertyName(name)}</code>${optional ? html`<span class="optional">optional</span>` : ""}${deprecated && html`<span class="badge old">deprecated</span>`}</th>
<td><code class="field-type">${code(typeOf(fieldTypes[i] ?? "", optional), types.findType)}</code>${description !== undefined && html`<p>${inline(description)}</p>`}</td>
</tr>`;
  });
  return html`<table class="fields"><caption class="hidden">Fields of ${name}</caption><tbody>
${rows}
</tbody></table>`;
}

/** What is optional may be undefined, which need not be said twice. */
function typeOf(type: string, isOptional: true | undefined): string {
  return isOptional ? type.replace(/ \| undefined$/, "") : type;
}
