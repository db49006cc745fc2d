import type { Form } from "./form.js";
import { lineWidth } from "./layout.js";

/** Everything that a stub may import from `@hawser/client`; true for what is only a type. */
export const clientNames = {
  Attendance: true,
  AttendOptions: true,
  AuthSource: true,
  CallOptions: true,
  Connection: true,
  ConnectionOptions: true,
  HawserError: true,
  ItemStream: true,
  MetadataSource: true,
  OwnError: true,
  PatternOptions: true,
  PatternSubscription: true,
  Position: true,
  ProcedureDescriptor: true,
  PublishOptions: true,
  SchemaDescriptor: true,
  StreamOptions: true,
  StreamSource: true,
  SubscribeOptions: true,
  Subscription: true,
  TopicDescriptor: true,
  Wire: true,
  any: true,
  attend: false,
  call: false,
  callIdempotent: false,
  createConnection: false,
  isHawserError: false,
  isOwnCode: false,
  publish: false,
  publishBatch: false,
  readBlobs: false,
  RenewableIdentity: false,
  stream: false,
  streamInput: false,
  subscribe: false,
  subscribeAll: false,
} as const;

export type ClientName = keyof typeof clientNames;

/** What a file of a stub imports, collected while it is printed. */
export class Imports {
  private readonly used = new Map<string, Kind>();
  /** Names of other files of the stub, by file. */
  private readonly local = new Map<string, Map<string, Kind>>();

  /** @param form what the file says, and so which of its imports it needs. */
  constructor(readonly form: Form) {}

  /** Notes that the stub uses a name of the client's, and returns it. */
  use(name: ClientName): ClientName {
    this.used.set(name, clientNames[name] ? "type" : "value");
    return name;
  }

  /** Notes a function that printed codecs call. */
  useHelper(name: string): void {
    this.used.set(name, "value");
  }

  /** Notes that the file uses what another file of the stub declares. */
  useLocal(name: string, from: string, kind: Kind): void {
    const names = this.local.get(from) ?? new Map<string, Kind>();
    this.local.set(from, names.set(name, kind));
  }

  print(): string {
    const local = [...this.local].sort(([a], [b]) => compare(a, b));
    return [["@hawser/client", this.used] as const, ...local]
      .flatMap(([from, names]) => printImport(names, from, this.form))
      .join("\n");
  }
}

/** What a name stands for: a class is a type and a value. */
type Kind = "type" | "value" | "class";

/** One statement, none where the file needs nothing from there. */
function printImport(names: ReadonlyMap<string, Kind>, from: string, { types, code }: Form): string[] {
  const isNeeded = { type: types, value: code, class: types || code };
  const needed = [...names]
    .filter(([, kind]) => isNeeded[kind])
    .sort(([a], [b]) => compare(a.toLowerCase(), b.toLowerCase()) || compare(a, b));
  if (needed.length === 0) return [];
  const hasValues = code && needed.some(([, kind]) => kind !== "type");
  const specifiers = needed.map(([name, kind]) => `${kind === "type" && hasValues ? "type " : ""}${name}`);
  const head = `import ${hasValues ? "" : "type "}{`;
  const tail = `} from "${from}";`;
  const line = `${head} ${specifiers.join(", ")} ${tail}`;
  // What a stub uses of the client changes often: a line for each name changes the least.
  const isShort = from.startsWith(".") && line.length <= lineWidth;
  return [isShort ? line : [head, ...specifiers.map((specifier) => `  ${specifier},`), tail].join("\n")];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
