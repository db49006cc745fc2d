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
  createConnection: false,
  isHawserError: false,
  isOwnCode: false,
  subscribeAll: false,
} as const;

export type ClientName = keyof typeof clientNames;

/** What a stub imports, collected while it is printed. */
export class Imports {
  private readonly used = new Map<string, boolean>();

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
    const specifiers = [...this.used]
      .sort(([a], [b]) => compare(a.toLowerCase(), b.toLowerCase()) || compare(a, b))
      .map(([name, isType]) => `  ${isType ? "type " : ""}${name},\n`);
    return `import {\n${specifiers.join("")}} from "@hawser/client";`;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
