import type { Form } from "./form.js";

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
  private readonly used = new Map<string, boolean>();

  /** @param form what the file says, and so which of its imports it needs. */
  constructor(readonly form: Form) {}

  /** Notes that the stub uses a name of the client's, and returns it. */
  use(name: ClientName): ClientName {
    this.used.set(name, clientNames[name]);
    return name;
  }

  /** Notes a function that printed codecs call. */
  useHelper(name: string): void {
    this.used.set(name, false);
  }

  print(): string {
    const { types, code } = this.form;
    const specifiers = [...this.used]
      .filter(([, isType]) => (isType ? types : code))
      .sort(([a], [b]) => compare(a.toLowerCase(), b.toLowerCase()) || compare(a, b))
      .map(([name, isType]) => `  ${isType && code ? "type " : ""}${name},\n`);
    return `import ${code ? "" : "type "}{\n${specifiers.join("")}} from "@hawser/client";`;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
