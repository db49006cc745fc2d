/** An API of some size, as plain data: what the sources of every row are printed from. */
export interface Api {
  /** Namespaces of a resource each. */
  readonly resources: readonly Resource[];
}

export interface Resource {
  readonly name: string;
  /** zod's types of the resource, as declarations. */
  readonly declarations: string;
  readonly procedures: readonly Procedure[];
}

export interface Procedure {
  readonly name: string;
  readonly isQuery: boolean;
  /** Types of zod, as expressions. */
  readonly input: string;
  readonly output: string;
}

/** As many procedures as asked for, in namespaces of ten. Each resource has types of its own. */
export function makeApi(procedures: number): Api {
  const resources: Resource[] = [];
  for (let left = procedures; left > 0; left -= perResource) {
    resources.push(makeResource(resources.length, Math.min(left, perResource)));
  }
  return { resources };
}

/** Calls of so many procedures, callsOver over the API: the resource, and the procedure by its place in it. */
export function callsOver({ resources }: Api, count: number): { resource: string; procedure: Procedure }[] {
  return Array.from({ length: count }, (_, i) => {
    const { name, procedures } = resources[Math.floor((i * resources.length) / count)] as Resource;
    return { resource: name, procedure: procedures[i % procedures.length] as Procedure };
  });
}

const perResource = 10;

function makeResource(index: number, count: number): Resource {
  const kinds = ["draft", "open", "held", "closed", "archived"].map((kind) => `"${kind}${index}"`);
  return {
    name: `resource${index}`,
    declarations: `const Address = z.object({ street: z.string(), city: z.string(), zip: z.string().max(12), country: z.string().length(2) });
const Fields = z.object({
  title: z.string().min(1).max(200),
  status: z.enum([${kinds.join(", ")}]),
  amount${index}: z.number().min(0),
  isUrgent: z.boolean(),
  tags: z.array(z.string()).max(20),
  note: z.string().optional(),
  address: Address.nullable(),
  lines: z.array(z.object({ sku: z.string(), quantity: z.int().min(1), price: z.number() })),
});
const Entity = Fields.extend({ id: z.string(), version: z.int(), createdAt: z.string() });
`,
    procedures: Array.from({ length: count }, (_, i) => makeProcedure(i)),
  };
}

/** Reading, listing, writing and removing in turn. */
function makeProcedure(index: number): Procedure {
  const { name, ...rest } = procedures[index % procedures.length] as Procedure;
  return { name: index < procedures.length ? name : `${name}Draft`, ...rest };
}

const procedures: readonly Procedure[] = [
  { name: "get", isQuery: true, input: "z.object({ id: z.string() })", output: "Entity" },
  {
    name: "list",
    isQuery: true,
    input:
      "z.object({ search: z.string().optional(), status: Fields.shape.status.optional(), limit: z.int().max(100), cursor: z.string().nullable() })",
    output: "z.object({ items: z.array(Entity), total: z.int(), cursor: z.string().nullable() })",
  },
  { name: "create", isQuery: false, input: "Fields", output: "Entity" },
  {
    name: "update",
    isQuery: false,
    input: "z.object({ id: z.string(), version: z.int(), patch: Fields.partial() })",
    output: "Entity",
  },
  {
    name: "remove",
    isQuery: false,
    input: "z.object({ id: z.string(), version: z.int() })",
    output: "z.object({ removed: z.boolean() })",
  },
];
