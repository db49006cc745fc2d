import type { TopicNames } from "../../stub/operation-names.js";
import type { Declaration, TypePrinter } from "../../stub/type-printer.js";
import type { DocumentedSchema } from "../documented-schema.js";
import { payloadTypesOf } from "../payload-types.js";
import { typeId } from "./anchors.js";
import type { FindType } from "./code.js";
import { tokenize } from "./tokenize.js";

/** Every type of a stub as it is declared there, and where the page documents it. */
export class TypeDocs {
  /**
   * What an operation or the connection names, by that name: its declaration, and those of its parts behind it. None where
   * it is declared once for several places.
   */
  readonly payloads: ReadonlyMap<string, readonly Declaration[]>;
  /** What is declared once for several places, with its parts; sorted by name. */
  readonly shared: readonly (readonly [Declaration, ...Declaration[]])[];
  /** The declaration of the type of JSON, where something uses it. */
  readonly json: string | undefined;
  private readonly names: ReadonlySet<string>;
  private readonly sharedByName: ReadonlyMap<string, Declaration>;

  constructor({ stub, types, definitions, shared }: DocumentedSchema) {
    const payloads = new Map<string, readonly Declaration[]>();
    for (const { name, shape, side } of payloadTypesOf(stub)) {
      types.declare(name, shape, side, {});
      payloads.set(name, types.takeDeclared());
    }
    for (const operation of stub.operations) {
      if (operation.kind === "topic") declarePattern(operation, types, payloads);
    }
    types.declareShared();
    const owners = new Set([...definitions.declared, ...shared.declared].map(({ name }) => name));
    this.payloads = payloads;
    this.shared = withParts(types.takeDeclared(), owners);
    this.json = types.json();
    this.names = new Set([...payloads.values(), ...this.shared].flat().map(({ name }) => name));
    this.sharedByName = new Map(this.shared.map(([declaration]) => [declaration.name, declaration]));
  }

  readonly findType: FindType = (name) => (this.names.has(name) ? typeId(name) : undefined);

  /** The one type among those declared for several places that an expression names; undefined where it names more. */
  sharedIn(expression: string): Declaration | undefined {
    const named = new Set(tokenize(expression).flatMap(({ text }) => this.sharedByName.get(text) ?? []));
    return named.size === 1 ? [...named][0] : undefined;
  }
}

function declarePattern(
  { topic, pattern }: TopicNames,
  types: TypePrinter,
  payloads: Map<string, readonly Declaration[]>,
): void {
  if (!pattern || !topic.wildcards) return;
  types.declarePattern(pattern.type, pattern.shape, topic.wildcards, {});
  payloads.set(pattern.type, types.takeDeclared());
}

/** A declaration's parts follow it. */
function withParts(
  declarations: readonly Declaration[],
  owners: ReadonlySet<string>,
): (readonly [Declaration, ...Declaration[]])[] {
  const groups: [Declaration, ...Declaration[]][] = [];
  for (const declaration of declarations) {
    if (owners.has(declaration.name)) groups.push([declaration]);
    else groups.at(-1)?.push(declaration);
  }
  return groups.sort(([a], [b]) => (a.name < b.name ? -1 : 1));
}
