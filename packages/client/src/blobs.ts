/**
 * An input whose Blobs and ArrayBuffers are replaced by their bytes. The same input where it has none, a copy where it
 * has; a promise only where a Blob has to be read, of the input as it was when it was handed over.
 */
export function readBlobs(input: unknown): unknown {
  const bytes = new Map<Blob, Uint8Array>();
  const blobs = new Set<Blob>();
  collect(input, blobs);
  if (blobs.size === 0) return replace(input, bytes);
  const taken = copy(input);
  const reads = [...blobs].map(async (blob) => bytes.set(blob, new Uint8Array(await blob.arrayBuffer())));
  return Promise.all(reads).then(() => replace(taken, bytes));
}

function collect(value: unknown, blobs: Set<Blob>): void {
  if (value instanceof Blob) {
    blobs.add(value);
  } else {
    mapChildren(value, (child) => {
      collect(child, blobs);
      return child;
    });
  }
}

/** A copy of all that the caller may write into; a Blob never changes. */
function copy(value: unknown): unknown {
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (value instanceof ArrayBuffer) return value.slice(0);
  if (value instanceof Date) return new Date(value);
  return mapChildren(value, copy, true);
}

function replace(value: unknown, bytes: ReadonlyMap<Blob, Uint8Array>): unknown {
  if (value instanceof Blob) return bytes.get(value) ?? value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  return mapChildren(value, (child) => replace(child, bytes));
}

/** The container with each child mapped; the same container where no child changed, unless `always` a copy is due. */
function mapChildren(value: unknown, map: (child: unknown) => unknown, always = false): unknown {
  if (typeof value !== "object" || value === null) return value;
  let changed = always;
  const mapped = (child: unknown) => {
    const replaced = map(child);
    changed ||= replaced !== child;
    return replaced;
  };
  let result: unknown = value;
  if (Array.isArray(value)) result = value.map(mapped);
  else if (value instanceof Set) result = new Set([...value].map(mapped));
  else if (value instanceof Map) result = new Map([...value].map(([key, item]) => [key, mapped(item)]));
  else if (isPlainObject(value)) {
    result = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapped(item)]));
  }
  return changed ? result : value;
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
