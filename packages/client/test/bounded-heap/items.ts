export const itemBytes = 65_536;

export interface Given {
  items: number;
}

/** So many items, each with its number in it; says how many of them were asked for. */
export function* numbered(items: number, given: Given): Generator<Uint8Array<ArrayBuffer>> {
  for (let number = 0; number < items; number += 1) {
    given.items += 1;
    const item = new Uint8Array(itemBytes);
    new DataView(item.buffer).setUint32(0, number);
    yield item;
  }
}

export function numberOf(item: Uint8Array): number {
  if (item.byteLength !== itemBytes) throw new Error(`an item has ${item.byteLength} bytes`);
  return new DataView(item.buffer, item.byteOffset).getUint32(0);
}

/** A reader stops twice: after a quarter and after half of all items. */
export function isStall(readItems: number, items: number): boolean {
  return readItems === items / 4 || readItems === items / 2;
}
