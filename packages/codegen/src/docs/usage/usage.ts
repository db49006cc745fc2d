import type { Shape } from "@hawser/core";
import { camelCase, memberOf } from "../../stub/names.js";
import { reservedNames } from "../../stub/reserved-names.js";

/** A piece of code that uses a stub. */
export interface Usage {
  readonly caption: string;
  readonly code: string;
}

/** What pieces of code are about. */
export interface UsageContext {
  /** The variable that holds the client. */
  readonly client: string;
  /** What the stub is imported as, for example `./chat.client.js`. */
  readonly stubModule: string;
  /** Where the server is. */
  readonly url: string;
  /** What a `ref` points to. */
  readonly definitions: Readonly<Record<string, Shape>>;
}

/** How the client of a schema is called in code: after the schema, unless that hides something. */
export function clientVariable(schemaName: string): string {
  const name = camelCase(schemaName);
  return [...reservedNames, "connect", "console", "any"].includes(name) ? "client" : name;
}

/** The expression that reaches what has this path. */
export function memberAt(client: string, path: string): string {
  return path.split(".").reduce(memberOf, client);
}
