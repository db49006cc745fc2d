/**
 * Values that JSON does not have, written as objects with one key that begins with `$`; vectors/README.md lists them.
 */
export type JsonForm = string | number | boolean | null | readonly JsonForm[] | { readonly [key: string]: JsonForm };

/** The value that a JSON form stands for. */
export function fromJsonForm(form: JsonForm): unknown {
  if (Array.isArray(form)) return form.map(fromJsonForm);
  if (typeof form !== "object" || form === null) return form;
  const [[key, of] = [undefined, undefined], ...others] = Object.entries(form);
  if (key === undefined || !key.startsWith("$") || others.length > 0) return objectOf(Object.entries(form));
  switch (key) {
    case "$undefined":
      return undefined;
    case "$number":
      return Number(of);
    case "$bigint":
      return BigInt(of as string);
    case "$date":
      return new Date(of as number);
    case "$bytes":
      return Uint8Array.from(Buffer.from(of as string, "hex"));
    case "$set":
      return new Set((of as JsonForm[]).map(fromJsonForm));
    case "$map":
      return new Map((of as [JsonForm, JsonForm][]).map(([k, v]) => [fromJsonForm(k), fromJsonForm(v)]));
    case "$object":
      return objectOf(of as [string, JsonForm][]);
    default:
      throw new Error(`${key} is no tag`);
  }
}

function objectOf(entries: readonly (readonly [string, JsonForm])[]): object {
  return Object.fromEntries(entries.map(([key, value]) => [key, fromJsonForm(value)]));
}
