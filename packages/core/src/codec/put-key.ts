/** Sets a key that is data: `__proto__` is a key like any other. Much cheaper than `Object.fromEntries`. */
export function putKey(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
