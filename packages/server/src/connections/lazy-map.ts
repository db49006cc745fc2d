/** A map that takes no memory to speak of until it has its first entry: most connections are idle most of the time. */
export class LazyMap<Value> {
  #map: Map<number, Value> | undefined;

  get size(): number {
    return this.#map?.size ?? 0;
  }

  get(id: number): Value | undefined {
    return this.#map?.get(id);
  }

  has(id: number): boolean {
    return this.#map?.has(id) ?? false;
  }

  set(id: number, value: Value): void {
    this.#map ??= new Map();
    this.#map.set(id, value);
  }

  delete(id: number): void {
    this.#map?.delete(id);
  }

  /** All of them, as they are now: whoever goes through them may add and delete. */
  values(): Value[] {
    return this.#map ? [...this.#map.values()] : [];
  }

  clear(): void {
    this.#map = undefined;
  }
}
