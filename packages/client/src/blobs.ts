/**
 * An input whose Blobs and ArrayBuffers are replaced by their bytes. The same input where it has none, a copy where it
 * has; a promise only where a Blob has to be read.
 */
export function readBlobs(input: unknown): unknown {
  const bytes = new Map<Blob, Uint8Array>();
  const blobs = new Set<Blob>();
  collect(input, blobs);
  if (blobs.size === 0) return replace(input, bytes);
  const reads = [...blobs].map(async (blob) => bytes.set(blob, new Uint8Array(await blob.arrayBuffer())));
  return Promise.all(reads).then(() => replace(input, bytes));
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

function replace(value: unknown, bytes: ReadonlyMap<Blob, Uint8Array>): unknown {
  if (value instanceof Blob) return bytes.get(value) ?? value;
  // A copy: the caller may go on writing into its buffer before the call leaves.
  if (value instanceof ArrayBuffer) return new Uint8Array(value.slice(0));
  return mapChildren(value, (child) => replace(child, bytes));
}

/** The container with each child mapped; the same container where no child changed. */
function mapChildren(value: unknown, map: (child: unknown) => unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  let changed = false;
  const mapped = (child: unknown) => {
    const result = map(child);
    changed ||= result !== child;
    return result;
  };
  let copy: unknown;
  if (Array.isArray(value)) copy = value.map(mapped);
  else if (value instanceof Set) copy = new Set([...value].map(mapped));
  else if (value instanceof Map) copy = new Map([...value].map(([key, item]) => [key, mapped(item)]));
  else if (isPlainObject(value)) {
    copy = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapped(item)]));
  }
  return changed ? copy : value;
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
