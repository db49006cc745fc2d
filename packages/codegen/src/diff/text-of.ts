/** Equal for declarations that travel alike and whose types are called alike, whatever is said about them. */
export function textOf(declaration: unknown): string {
  return JSON.stringify(declaration, (key, value: unknown) => (documenting.has(key) ? undefined : value));
}

const documenting = new Set(["description", "deprecated", "readonly", "brand"]);
