import { any } from "@hawser/client";
import type { Skew as New } from "./new.client.js";
import type { Skew as Old } from "./old.client.js";
import { fails, firstEvent, firstItem, gets, members, type Outcome } from "./outcome.js";
import type { Samples } from "./skew-server.js";

/** One change, made in the procedure or the topic of that path. */
export interface Case {
  readonly path: string;
  /** What a client of the old schema does at a server of the new one, and what comes of it; absent where its stub cannot. */
  readonly old?: readonly [ask: (client: Old) => Promise<unknown>, outcome: Outcome];
  /** The same for a client of the new schema at a server of the old one. */
  readonly young?: readonly [ask: (client: New) => Promise<unknown>, outcome: Outcome];
}

const circle = { kind: "circle", radius: 1 } as const;
const square = { kind: "square", side: 2 } as const;
const a = { a: "x" };
const ab = { a: "x", b: "y" };

export const cases: readonly Case[] = [
  {
    path: "procedures.inputs.optionOfManyAdded",
    old: [({ inputs }) => inputs.optionOfManyAdded({ shape: circle }), gets({ shape: circle })],
    young: [
      ({ inputs }) => inputs.optionOfManyAdded({ shape: { kind: "triangle" } }),
      fails("invalid_input", /shape.kind: expected "circle" \| "square", got "triangle"/),
    ],
  },
  {
    path: "procedures.inputs.memberAdded",
    old: [({ inputs }) => inputs.memberAdded({ v: "x" }), gets({ v: "x" })],
    young: [
      ({ inputs }) => inputs.memberAdded({ v: new Date(0) }),
      fails("invalid_input", /v: expected int \| string, got date/),
    ],
  },
  {
    path: "procedures.outputs.optionOfManyAdded",
    old: [
      ({ outputs }) => outputs.optionOfManyAdded(),
      fails("incompatible", /shape.kind: expected "circle" \| "square", got "triangle"/),
    ],
    young: [({ outputs }) => outputs.optionOfManyAdded(), gets({ shape: circle })],
  },
  {
    path: "procedures.outputs.memberAdded",
    old: [({ outputs }) => outputs.memberAdded(), fails("incompatible", /v: expected int \| string, got date/)],
    young: [({ outputs }) => outputs.memberAdded(), gets({ v: "x" })],
  },
  {
    path: "topics.events.optionOfManyAdded",
    old: [
      ({ events }) => firstEvent(events.optionOfManyAdded),
      fails("incompatible", /shape.kind: expected "circle" \| "square", got "triangle"/),
    ],
    young: [({ events }) => firstEvent(events.optionOfManyAdded), gets({ shape: circle })],
  },
  {
    path: "topics.events.memberAdded",
    old: [({ events }) => firstEvent(events.memberAdded), fails("incompatible", /v: expected int \| string, got date/)],
    young: [({ events }) => firstEvent(events.memberAdded), gets({ v: "x" })],
  },
  {
    path: "procedures.inputs.fieldAddedRequired",
    old: [
      ({ inputs }) => inputs.fieldAddedRequired({ a: "x" }),
      fails("invalid_input", /^invalid_input: b: .*expected string/),
    ],
    young: [({ inputs }) => inputs.fieldAddedRequired({ a: "x", b: "y" }), gets({ a: "x" })],
  },
  {
    path: "procedures.inputs.fieldAddedOptional",
    old: [({ inputs }) => inputs.fieldAddedOptional({ a: "x" }), gets({ a: "x" })],
    young: [({ inputs }) => inputs.fieldAddedOptional({ a: "x", b: "y" }), gets({ a: "x" })],
  },
  {
    path: "procedures.inputs.fieldRemoved",
    old: [({ inputs }) => inputs.fieldRemoved({ a: "x", b: "y" }), gets({ a: "x" })],
    young: [({ inputs }) => inputs.fieldRemoved({ a: "x" }), fails("invalid_input", /b: .*expected string/)],
  },
  {
    path: "procedures.inputs.fieldMadeOptional",
    old: [({ inputs }) => inputs.fieldMadeOptional({ a: "x" }), gets({ a: "x" })],
    young: [({ inputs }) => inputs.fieldMadeOptional({}), fails("invalid_input", /a: .*expected string/)],
  },
  {
    path: "procedures.inputs.fieldMadeRequired",
    old: [({ inputs }) => inputs.fieldMadeRequired({}), fails("invalid_input", /a: .*expected string/)],
    young: [({ inputs }) => inputs.fieldMadeRequired({ a: "x" }), gets({ a: "x" })],
  },
  {
    path: "procedures.inputs.fieldRenamed",
    old: [({ inputs }) => inputs.fieldRenamed({ a: "x" }), fails("invalid_input", /b: .*expected string/)],
    young: [({ inputs }) => inputs.fieldRenamed({ b: "x" }), fails("invalid_input", /a: .*expected string/)],
  },
  {
    path: "procedures.inputs.numberWidened",
    old: [({ inputs }) => inputs.numberWidened({ n: 1 }), gets({ n: 1 })],
    young: [({ inputs }) => inputs.numberWidened({ n: 1.5 }), fails("invalid_input", /n: .*expected int/)],
  },
  {
    path: "procedures.inputs.numberNarrowed",
    old: [({ inputs }) => inputs.numberNarrowed({ n: 1.5 }), fails("invalid_input", /n: .*expected int/)],
    young: [({ inputs }) => inputs.numberNarrowed({ n: 1 }), gets({ n: 1 })],
  },
  {
    path: "procedures.inputs.nullAllowed",
    old: [({ inputs }) => inputs.nullAllowed({ a: "x" }), gets({ a: "x" })],
    young: [({ inputs }) => inputs.nullAllowed({ a: null }), fails("invalid_input", /a: .*expected string/)],
  },
  {
    path: "procedures.inputs.nullRefused",
    old: [({ inputs }) => inputs.nullRefused({ a: null }), fails("invalid_input", /a: .*expected string/)],
    young: [({ inputs }) => inputs.nullRefused({ a: "x" }), gets({ a: "x" })],
  },
  {
    path: "procedures.inputs.valueAdded",
    old: [({ inputs }) => inputs.valueAdded({ size: "s" }), gets({ size: "s" })],
    young: [({ inputs }) => inputs.valueAdded({ size: "l" }), fails("invalid_input", /size: .*"m"/)],
  },
  {
    path: "procedures.inputs.valueRemoved",
    old: [({ inputs }) => inputs.valueRemoved({ size: "l" }), fails("invalid_input", /size: .*"m"/)],
    young: [({ inputs }) => inputs.valueRemoved({ size: "s" }), gets({ size: "s" })],
  },
  {
    path: "procedures.inputs.optionAdded",
    old: [({ inputs }) => inputs.optionAdded({ shape: circle }), gets({ shape: circle })],
    young: [({ inputs }) => inputs.optionAdded({ shape: square }), fails("invalid_input", /shape.kind: .*"circle"/)],
  },
  {
    path: "procedures.inputs.optionRemoved",
    old: [({ inputs }) => inputs.optionRemoved({ shape: square }), fails("invalid_input", /shape.kind: .*"circle"/)],
    young: [({ inputs }) => inputs.optionRemoved({ shape: circle }), gets({ shape: circle })],
  },
  {
    path: "procedures.inputs.optionChanged",
    old: [
      ({ inputs }) => inputs.optionChanged({ shape: square }),
      fails("invalid_input", /shape.turn: .*expected number/),
    ],
    young: [({ inputs }) => inputs.optionChanged({ shape: { ...square, turn: 1 } }), gets({ shape: square })],
  },
  {
    path: "procedures.inputs.typeChanged",
    old: [({ inputs }) => inputs.typeChanged({ at: "soon" }), fails("invalid_input", /at: .*expected date/)],
    young: [({ inputs }) => inputs.typeChanged({ at: new Date(0) }), fails("invalid_input", /at: .*expected string/)],
  },
  {
    path: "procedures.outputs.fieldAddedRequired",
    old: [({ outputs }) => outputs.fieldAddedRequired(), gets({ a: "x" })],
    young: [
      ({ outputs }) => outputs.fieldAddedRequired(),
      fails("incompatible", /^incompatible: the answer to outputs.fieldAddedRequired: b: expected string/),
    ],
  },
  {
    path: "procedures.outputs.fieldAddedOptional",
    old: [({ outputs }) => outputs.fieldAddedOptional(), gets({ a: "x" })],
    young: [({ outputs }) => outputs.fieldAddedOptional(), gets({ a: "x" })],
  },
  {
    path: "procedures.outputs.fieldRemoved",
    old: [({ outputs }) => outputs.fieldRemoved(), fails("incompatible", /b: expected string/)],
    young: [({ outputs }) => outputs.fieldRemoved(), gets({ a: "x" })],
  },
  {
    path: "procedures.outputs.fieldMadeOptional",
    old: [({ outputs }) => outputs.fieldMadeOptional(), fails("incompatible", /a: expected string/)],
    young: [({ outputs }) => outputs.fieldMadeOptional(), gets({ a: "x" })],
  },
  {
    path: "procedures.outputs.fieldMadeRequired",
    old: [({ outputs }) => outputs.fieldMadeRequired(), gets({ a: "x" })],
    young: [({ outputs }) => outputs.fieldMadeRequired(), fails("incompatible", /a: expected string/)],
  },
  {
    path: "procedures.outputs.fieldRenamed",
    old: [({ outputs }) => outputs.fieldRenamed(), fails("incompatible", /a: expected string/)],
    young: [({ outputs }) => outputs.fieldRenamed(), fails("incompatible", /b: expected string/)],
  },
  {
    path: "procedures.outputs.numberWidened",
    old: [({ outputs }) => outputs.numberWidened(), fails("incompatible", /n: expected int/)],
    young: [({ outputs }) => outputs.numberWidened(), gets({ n: 1 })],
  },
  {
    path: "procedures.outputs.numberNarrowed",
    old: [({ outputs }) => outputs.numberNarrowed(), gets({ n: 1 })],
    young: [({ outputs }) => outputs.numberNarrowed(), fails("incompatible", /n: expected int/)],
  },
  {
    path: "procedures.outputs.nullAllowed",
    old: [({ outputs }) => outputs.nullAllowed(), fails("incompatible", /a: expected string, got null/)],
    young: [({ outputs }) => outputs.nullAllowed(), gets({ a: "x" })],
  },
  {
    path: "procedures.outputs.nullRefused",
    old: [({ outputs }) => outputs.nullRefused(), gets({ a: "x" })],
    young: [({ outputs }) => outputs.nullRefused(), fails("incompatible", /a: expected string, got null/)],
  },
  {
    path: "procedures.outputs.valueAdded",
    old: [({ outputs }) => outputs.valueAdded(), fails("incompatible", /size: expected "m" .* "s", got "l"/)],
    young: [({ outputs }) => outputs.valueAdded(), gets({ size: "s" })],
  },
  {
    path: "procedures.outputs.valueRemoved",
    old: [({ outputs }) => outputs.valueRemoved(), gets({ size: "s" })],
    young: [({ outputs }) => outputs.valueRemoved(), fails("incompatible", /size: expected "m" .* "s", got "l"/)],
  },
  {
    path: "procedures.outputs.optionAdded",
    old: [({ outputs }) => outputs.optionAdded(), fails("incompatible", /shape.kind: expected "circle", got "square"/)],
    young: [({ outputs }) => outputs.optionAdded(), gets({ shape: circle })],
  },
  {
    path: "procedures.outputs.optionRemoved",
    old: [({ outputs }) => outputs.optionRemoved(), gets({ shape: circle })],
    young: [
      ({ outputs }) => outputs.optionRemoved(),
      fails("incompatible", /shape.kind: expected "circle", got "square"/),
    ],
  },
  {
    path: "procedures.outputs.optionChanged",
    old: [({ outputs }) => outputs.optionChanged(), gets({ shape: square })],
    young: [({ outputs }) => outputs.optionChanged(), fails("incompatible", /shape.turn: expected int/)],
  },
  {
    path: "procedures.outputs.typeChanged",
    old: [({ outputs }) => outputs.typeChanged(), fails("incompatible", /at: expected string, got date/)],
    young: [({ outputs }) => outputs.typeChanged(), fails("incompatible", /at: expected date/)],
  },
  {
    path: "topics.events.fieldAddedRequired",
    old: [({ events }) => firstEvent(events.fieldAddedRequired), gets({ a: "x" })],
    young: [
      ({ events }) => firstEvent(events.fieldAddedRequired),
      fails("incompatible", /^incompatible: an event of events.fieldAddedRequired: b: expected string/),
    ],
  },
  {
    path: "topics.events.fieldAddedOptional",
    old: [({ events }) => firstEvent(events.fieldAddedOptional), gets({ a: "x" })],
    young: [({ events }) => firstEvent(events.fieldAddedOptional), gets({ a: "x" })],
  },
  {
    path: "topics.events.fieldRemoved",
    old: [({ events }) => firstEvent(events.fieldRemoved), fails("incompatible", /b: expected string/)],
    young: [({ events }) => firstEvent(events.fieldRemoved), gets({ a: "x" })],
  },
  {
    path: "topics.events.fieldMadeOptional",
    old: [({ events }) => firstEvent(events.fieldMadeOptional), fails("incompatible", /a: expected string/)],
    young: [({ events }) => firstEvent(events.fieldMadeOptional), gets({ a: "x" })],
  },
  {
    path: "topics.events.fieldMadeRequired",
    old: [({ events }) => firstEvent(events.fieldMadeRequired), gets({ a: "x" })],
    young: [({ events }) => firstEvent(events.fieldMadeRequired), fails("incompatible", /a: expected string/)],
  },
  {
    path: "topics.events.numberWidened",
    old: [({ events }) => firstEvent(events.numberWidened), fails("incompatible", /n: expected int/)],
    young: [({ events }) => firstEvent(events.numberWidened), gets({ n: 1 })],
  },
  {
    path: "topics.events.nullAllowed",
    old: [({ events }) => firstEvent(events.nullAllowed), fails("incompatible", /a: expected string, got null/)],
    young: [({ events }) => firstEvent(events.nullAllowed), gets({ a: "x" })],
  },
  {
    path: "topics.events.valueAdded",
    old: [({ events }) => firstEvent(events.valueAdded), fails("incompatible", /size: expected "m" .* "s", got "l"/)],
    young: [({ events }) => firstEvent(events.valueAdded), gets({ size: "s" })],
  },
  {
    path: "topics.events.valueRemoved",
    old: [({ events }) => firstEvent(events.valueRemoved), gets({ size: "s" })],
    young: [
      ({ events }) => firstEvent(events.valueRemoved),
      fails("incompatible", /size: expected "m" .* "s", got "l"/),
    ],
  },
  {
    path: "topics.events.optionAdded",
    old: [
      ({ events }) => firstEvent(events.optionAdded),
      fails("incompatible", /shape.kind: expected "circle", got "square"/),
    ],
    young: [({ events }) => firstEvent(events.optionAdded), gets({ shape: circle })],
  },
  {
    path: "topics.events.optionRemoved",
    old: [({ events }) => firstEvent(events.optionRemoved), gets({ shape: circle })],
    young: [
      ({ events }) => firstEvent(events.optionRemoved),
      fails("incompatible", /shape.kind: expected "circle", got "square"/),
    ],
  },
  {
    path: "topics.events.optionChanged",
    old: [({ events }) => firstEvent(events.optionChanged), gets({ shape: square })],
    young: [({ events }) => firstEvent(events.optionChanged), fails("incompatible", /shape.turn: expected int/)],
  },
  {
    path: "topics.events.typeChanged",
    old: [({ events }) => firstEvent(events.typeChanged), fails("incompatible", /at: expected string, got date/)],
    young: [({ events }) => firstEvent(events.typeChanged), fails("incompatible", /at: expected date/)],
  },
  {
    path: "procedures.inputs.declared",
    old: [({ inputs }) => inputs.declared(), fails("invalid_input", /expected object/)],
    young: [({ inputs }) => inputs.declared(a), gets(undefined)],
  },
  {
    path: "procedures.inputs.declaredOptional",
    old: [({ inputs }) => inputs.declaredOptional({ timeoutMs: 5_000 }), gets(undefined)],
    young: [({ inputs }) => inputs.declaredOptional(a), gets(undefined)],
  },
  {
    path: "procedures.inputs.notDeclared",
    old: [({ inputs }) => inputs.notDeclared(a), gets(undefined)],
    young: [({ inputs }) => inputs.notDeclared(), fails("invalid_input", /expected object/)],
  },
  {
    path: "procedures.inputs.items",
    old: [({ inputs }) => inputs.items([a]), fails("invalid_input", /b: .*expected string/)],
    young: [({ inputs }) => inputs.items([ab]), gets([a])],
  },
  {
    path: "procedures.outputs.declared",
    old: [({ outputs }) => outputs.declared(), gets(undefined)],
    young: [({ outputs }) => outputs.declared(), fails("incompatible", /expected object/)],
  },
  {
    path: "procedures.outputs.declaredOptional",
    old: [({ outputs }) => outputs.declaredOptional(), gets(undefined)],
    young: [({ outputs }) => outputs.declaredOptional(), gets(undefined)],
  },
  {
    path: "procedures.outputs.notDeclared",
    old: [({ outputs }) => outputs.notDeclared(), fails("incompatible", /expected object/)],
    young: [({ outputs }) => outputs.notDeclared(), gets(undefined)],
  },
  {
    path: "procedures.outputs.named",
    old: [({ outputs }) => outputs.named(), gets([a])],
    young: [({ outputs }) => outputs.named(), fails("incompatible", /0.b: expected string/)],
  },
  {
    path: "procedures.outputs.items",
    old: [({ outputs }) => firstItem(outputs.items()), fails("incompatible", /b: expected string/)],
    young: [({ outputs }) => firstItem(outputs.items()), gets(a)],
  },
  {
    path: "procedures.errors.added",
    old: [({ errors }) => errors.added(), fails("Shut", /Shut/, a)],
    young: [({ errors }) => errors.added(), fails("Full", /Full/, a)],
  },
  {
    path: "procedures.errors.removed",
    old: [({ errors }) => errors.removed(), fails("Full", /Full/, a)],
    young: [({ errors }) => errors.removed(), fails("Shut", /Shut/, a)],
  },
  {
    path: "procedures.errors.dataChanged",
    old: [({ errors }) => errors.dataChanged(), fails("incompatible", /a: expected string/)],
    young: [({ errors }) => errors.dataChanged(), fails("incompatible", /n: expected int/)],
  },
  {
    path: "procedures.operations.removed",
    old: [({ operations }) => operations.removed(), fails("unknown_procedure", /no procedure operations.removed/)],
  },
  {
    path: "procedures.operations.added",
    young: [({ operations }) => operations.added(), fails("unknown_procedure", /no procedure operations.added/)],
  },
  {
    path: "procedures.operations.before",
    old: [({ operations }) => operations.before(), fails("unknown_procedure", /no procedure operations.before/)],
  },
  {
    path: "procedures.operations.after",
    young: [({ operations }) => operations.after(), fails("unknown_procedure", /no procedure operations.after/)],
  },
  {
    path: "procedures.operations.outputStreams",
    old: [
      ({ operations }) => operations.outputStreams(),
      fails("incompatible", /operations.outputStreams streams output here/),
    ],
    young: [
      ({ operations }) => firstItem(operations.outputStreams()),
      fails("incompatible", /operations.outputStreams streams nothing here/),
    ],
  },
  {
    path: "procedures.operations.outputStreamsNoMore",
    old: [
      ({ operations }) => firstItem(operations.outputStreamsNoMore()),
      fails("incompatible", /streams nothing here/),
    ],
    young: [({ operations }) => operations.outputStreamsNoMore(), fails("incompatible", /streams output here/)],
  },
  {
    path: "procedures.operations.inputStreams",
    old: [({ operations }) => operations.inputStreams(a), fails("incompatible", /streams input here/)],
    young: [({ operations }) => operations.inputStreams([a]), fails("incompatible", /streams nothing here/)],
  },
  {
    path: "procedures.operations.inputStreamsNoMore",
    old: [({ operations }) => operations.inputStreamsNoMore([a]), fails("incompatible", /streams nothing here/)],
    young: [({ operations }) => operations.inputStreamsNoMore(a), fails("incompatible", /streams input here/)],
  },
  {
    path: "procedures.operations.idempotent",
    old: [({ operations }) => operations.idempotent(a), gets(a)],
    young: [
      ({ operations }) => operations.idempotent(a),
      fails("incompatible", /operations.idempotent is not idempotent here/),
    ],
  },
  {
    path: "procedures.operations.idempotentNoMore",
    old: [
      ({ operations }) => operations.idempotentNoMore(a),
      fails("incompatible", /operations.idempotentNoMore is not idempotent here/),
    ],
    young: [({ operations }) => operations.idempotentNoMore(a), gets(a)],
  },
  {
    path: "topics.params.addedRequired",
    old: [
      ({ params }) => firstEvent(params.addedRequired, { room: "r" }),
      fails("invalid_input", /lang: .*expected string/),
    ],
    young: [
      ({ params }) => firstEvent(params.addedRequired, { room: "r", lang: "en" }),
      fails("incompatible", /params.addedRequired has no param lang here/),
    ],
  },
  {
    path: "topics.params.addedOptional",
    old: [({ params }) => firstEvent(params.addedOptional, { room: "r" }), gets(a)],
    young: [
      ({ params }) => firstEvent(params.addedOptional, { room: "r", lang: "en" }),
      fails("incompatible", /params.addedOptional has no param lang here/),
    ],
  },
  {
    path: "topics.params.removed",
    old: [
      ({ params }) => firstEvent(params.removed, { room: "r", lang: "en" }),
      fails("incompatible", /params.removed has no param lang here/),
    ],
    young: [({ params }) => firstEvent(params.removed, { room: "r" }), gets(a)],
  },
  {
    path: "topics.params.renamed",
    old: [
      ({ params }) => firstEvent(params.renamed, { room: "r" }),
      fails("incompatible", /params.renamed has no param room here/),
    ],
    young: [
      ({ params }) => firstEvent(params.renamed, { hall: "r" }),
      fails("incompatible", /params.renamed has no param hall here/),
    ],
  },
  {
    path: "topics.params.declared",
    old: [({ params }) => firstEvent(params.declared), fails("invalid_input", /expected object/)],
    young: [
      ({ params }) => firstEvent(params.declared, { room: "r" }),
      fails("incompatible", /params.declared has no params here/),
    ],
  },
  {
    path: "topics.params.notDeclared",
    old: [
      ({ params }) => firstEvent(params.notDeclared, { room: "r" }),
      fails("incompatible", /params.notDeclared has no params here/),
    ],
    young: [({ params }) => firstEvent(params.notDeclared), fails("invalid_input", /expected object/)],
  },
  {
    path: "topics.params.widened",
    old: [({ params }) => firstEvent(params.widened, { room: 1 }), gets(a)],
    young: [({ params }) => firstEvent(params.widened, { room: 1.5 }), fails("invalid_input", /room: .*expected int/)],
  },
  {
    path: "topics.policies.removed",
    old: [({ policies }) => firstEvent(policies.removed), fails("unknown_topic", /no topic policies.removed/)],
  },
  {
    path: "topics.policies.added",
    young: [({ policies }) => firstEvent(policies.added), fails("unknown_topic", /no topic policies.added/)],
  },
  {
    path: "topics.policies.publish",
    young: [
      async ({ policies }) => (await policies.publish.publish(a)).offset > 0,
      fails("forbidden", /no client may publish to policies.publish/),
    ],
  },
  {
    path: "topics.policies.publishNoMore",
    old: [
      async ({ policies }) => (await policies.publishNoMore.publish(a)).offset > 0,
      fails("forbidden", /no client may publish to policies.publishNoMore/),
    ],
  },
  {
    path: "topics.policies.published",
    old: [
      async ({ policies }) => (await policies.published.publish(a)).offset > 0,
      fails("invalid_input", /b: .*expected string/),
    ],
    young: [({ policies }) => firstEvent(policies.published), fails("incompatible", /b: expected string/)],
  },
  {
    path: "topics.policies.presence",
    young: [
      ({ policies }) => members(policies.presence.attend({ as: a })),
      fails("incompatible", /nobody is present in policies.presence/),
    ],
  },
  {
    path: "topics.policies.presenceNoMore",
    old: [
      ({ policies }) => members(policies.presenceNoMore.attend({ as: a })),
      fails("incompatible", /nobody is present in policies.presenceNoMore/),
    ],
  },
  {
    path: "topics.policies.present",
    old: [
      ({ policies }) => members(policies.present.attend({ as: a })),
      fails("invalid_input", /b: .*expected string/),
    ],
    young: [
      ({ policies }) => members(policies.present.attend({ as: ab })),
      fails("incompatible", /b: expected string/),
    ],
  },
  {
    path: "topics.policies.wildcards",
    young: [
      ({ policies }) => firstItem(policies.wildcards.subscribeAll({ room: "r", lang: any })),
      fails("forbidden", /params of policies.wildcards cannot be left open/),
    ],
  },
  {
    path: "topics.policies.wildcardsNoMore",
    old: [
      ({ policies }) => firstItem(policies.wildcardsNoMore.subscribeAll({ room: "r", lang: any })),
      fails("forbidden", /params of policies.wildcardsNoMore cannot be left open/),
    ],
  },
  {
    path: "topics.policies.history",
    old: [({ policies }) => firstEvent(policies.history), gets(a)],
    young: [({ policies }) => firstEvent(policies.history), gets(a)],
  },
  {
    path: "topics.policies.historyNoMore",
    old: [({ policies }) => firstEvent(policies.historyNoMore), gets(a)],
    young: [({ policies }) => firstEvent(policies.historyNoMore), gets(a)],
  },
];

/** What a server of the old schema has. */
export const oldSamples: Samples = {
  outputs: {
    "outputs.optionOfManyAdded": { shape: circle },
    "outputs.memberAdded": { v: "x" },
    "outputs.fieldAddedRequired": { a: "x" },
    "outputs.fieldAddedOptional": { a: "x" },
    "outputs.fieldRemoved": { a: "x", b: "y" },
    "outputs.fieldMadeOptional": { a: "x" },
    "outputs.fieldMadeRequired": {},
    "outputs.fieldRenamed": { a: "x" },
    "outputs.numberWidened": { n: 1 },
    "outputs.numberNarrowed": { n: 1.5 },
    "outputs.nullAllowed": { a: "x" },
    "outputs.nullRefused": { a: null },
    "outputs.valueAdded": { size: "s" },
    "outputs.valueRemoved": { size: "l" },
    "outputs.optionAdded": { shape: circle },
    "outputs.optionRemoved": { shape: square },
    "outputs.optionChanged": { shape: square },
    "outputs.typeChanged": { at: "soon" },
    "outputs.notDeclared": a,
    "outputs.named": [a],
    "outputs.items": ab,
    "operations.removed": a,
    "operations.before": a,
    "operations.outputStreams": a,
    "operations.outputStreamsNoMore": a,
    ping: "pong",
  },
  errors: {
    "errors.added": { code: "Full", data: a },
    "errors.removed": { code: "Shut", data: a },
    "errors.dataChanged": { code: "Full", data: a },
  },
  events: {
    "events.optionOfManyAdded": { event: { shape: circle } },
    "events.memberAdded": { event: { v: "x" } },
    "events.fieldAddedRequired": { event: { a: "x" } },
    "events.fieldAddedOptional": { event: { a: "x" } },
    "events.fieldRemoved": { event: { a: "x", b: "y" } },
    "events.fieldMadeOptional": { event: { a: "x" } },
    "events.fieldMadeRequired": { event: {} },
    "events.numberWidened": { event: { n: 1 } },
    "events.nullAllowed": { event: { a: "x" } },
    "events.valueAdded": { event: { size: "s" } },
    "events.valueRemoved": { event: { size: "l" } },
    "events.optionAdded": { event: { shape: circle } },
    "events.optionRemoved": { event: { shape: square } },
    "events.optionChanged": { event: { shape: square } },
    "events.typeChanged": { event: { at: "soon" } },
    "params.addedRequired": { params: { room: "r" }, event: a },
    "params.addedOptional": { params: { room: "r" }, event: a },
    "params.removed": { params: { room: "r" }, event: a },
    "params.renamed": { params: { room: "r" }, event: a },
    "params.declared": { event: a },
    "params.notDeclared": { params: { room: "r" }, event: a },
    "params.widened": { params: { room: 1 }, event: a },
    "policies.history": { event: a },
    "policies.historyNoMore": { event: a },
    "policies.published": { event: a },
    "policies.removed": { event: a },
  },
};

/** What a server of the new schema has. */
export const newSamples: Samples = {
  outputs: {
    "outputs.optionOfManyAdded": { shape: { kind: "triangle" } },
    "outputs.memberAdded": { v: new Date(0) },
    "outputs.fieldAddedRequired": { a: "x", b: "y" },
    "outputs.fieldAddedOptional": { a: "x", b: "y" },
    "outputs.fieldRemoved": { a: "x" },
    "outputs.fieldMadeOptional": {},
    "outputs.fieldMadeRequired": { a: "x" },
    "outputs.fieldRenamed": { b: "x" },
    "outputs.numberWidened": { n: 1.5 },
    "outputs.numberNarrowed": { n: 1 },
    "outputs.nullAllowed": { a: null },
    "outputs.nullRefused": { a: "x" },
    "outputs.valueAdded": { size: "l" },
    "outputs.valueRemoved": { size: "s" },
    "outputs.optionAdded": { shape: square },
    "outputs.optionRemoved": { shape: circle },
    "outputs.optionChanged": { shape: { ...square, turn: 1 } },
    "outputs.typeChanged": { at: new Date(0) },
    "outputs.declared": a,
    "outputs.declaredOptional": a,
    "outputs.named": [ab],
    "outputs.items": a,
    "operations.added": a,
    "operations.after": a,
    "operations.outputStreams": a,
    "operations.outputStreamsNoMore": a,
    ping: "pong",
  },
  errors: {
    "errors.added": { code: "Shut", data: a },
    "errors.removed": { code: "Full", data: a },
    "errors.dataChanged": { code: "Full", data: { n: 1 } },
  },
  events: {
    "events.optionOfManyAdded": { event: { shape: { kind: "triangle" } } },
    "events.memberAdded": { event: { v: new Date(0) } },
    "events.fieldAddedRequired": { event: { a: "x", b: "y" } },
    "events.fieldAddedOptional": { event: { a: "x", b: "y" } },
    "events.fieldRemoved": { event: { a: "x" } },
    "events.fieldMadeOptional": { event: {} },
    "events.fieldMadeRequired": { event: { a: "x" } },
    "events.numberWidened": { event: { n: 1.5 } },
    "events.nullAllowed": { event: { a: null } },
    "events.valueAdded": { event: { size: "l" } },
    "events.valueRemoved": { event: { size: "s" } },
    "events.optionAdded": { event: { shape: square } },
    "events.optionRemoved": { event: { shape: circle } },
    "events.optionChanged": { event: { shape: { ...square, turn: 1 } } },
    "events.typeChanged": { event: { at: new Date(0) } },
    "params.addedRequired": { params: { room: "r", lang: "en" }, event: a },
    "params.addedOptional": { params: { room: "r" }, event: a },
    "params.removed": { params: { room: "r" }, event: a },
    "params.renamed": { params: { hall: "r" }, event: a },
    "params.declared": { params: { room: "r" }, event: a },
    "params.notDeclared": { event: a },
    "params.widened": { params: { room: 1 }, event: a },
    "policies.history": { event: a },
    "policies.historyNoMore": { event: a },
    "policies.published": { event: ab },
    "policies.added": { event: a },
  },
};
