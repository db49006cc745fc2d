/**
 * The own keys of an object that has nothing but enumerable keys of strings, none of which means more than a key;
 * `undefined` for anything else.
 */
export function plainKeys(value: unknown): readonly string[] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  const keys = Object.keys(value);
  if (Reflect.ownKeys(value).length !== keys.length) return undefined;
  return Object.hasOwn(value, "__proto__") || Object.hasOwn(value, "constructor") ? undefined : keys;
}
