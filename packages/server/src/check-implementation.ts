import { type Schema, schemaError } from "@hawser/core";
import { checkOrigins } from "./http/origin.js";
import type { Implementation } from "./implementation.js";

/**
 * Refuses what a program in JavaScript, or with a cast, could get wrong beside the handlers.
 *
 * @throws HawserError `invalid_schema` at the path of the culprit.
 */
export function checkImplementation(schema: Schema, implementation: Implementation<Schema, unknown>): void {
  // A misspelled option would be one that silently does nothing, and some of them keep people out.
  const unknown = Object.keys(implementation).find((name) => !optionNames.has(name));
  if (unknown !== undefined) {
    throw schemaError(unknown, `there is no such option; there are ${[...optionNames].join(", ")}`);
  }
  const { authenticate, authExpiry, idempotency, middleware = [], observers = [], http = [] } = implementation;
  if (schema.auth && !authenticate) {
    throw schemaError("authenticate", "the schema declares `auth`, so somebody must check it");
  }
  checkFunctions({ authenticate, authExpiry, "idempotency.scope": idempotency?.scope });
  for (const [name, list] of Object.entries({ middleware, observers, http })) {
    if (!Array.isArray(list)) throw schemaError(name, "expected a list");
  }
  checkFunctions(Object.fromEntries(middleware.map((each, i) => [`middleware.${i}`, each ?? null])));
  checkFunctions(Object.fromEntries(http.map((each, i) => [`http.${i}`, each ?? null])));
  const { store } = idempotency ?? {};
  for (const name of store ? (["claim", "settle", "release"] as const) : []) {
    checkFunctions({ [`idempotency.store.${name}`]: store?.[name] ?? null });
  }
  checkOrigins(implementation.origins ?? "same");
}

const optionNames: ReadonlySet<string> = new Set<keyof Implementation<Schema, unknown>>([
  "authenticate",
  "authExpiry",
  "middleware",
  "procedures",
  "topics",
  "path",
  "origins",
  "idempotency",
  "broker",
  "observers",
  "health",
  "reflection",
  "limits",
  "compression",
  "http",
  "onError",
]);

function checkFunctions(named: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(named)) {
    if (value !== undefined && typeof value !== "function") throw schemaError(name, "expected a function");
  }
}
