/** One row of a list: an element, and how it shows an item. */
export interface Row<Item> {
  readonly element: HTMLElement;
  show(item: Item): void;
}

export interface KeyedListOptions<Item> {
  /** What tells an item from the others, and is the same when it comes again. */
  readonly key: (item: Item) => string;
  readonly create: (item: Item) => Row<Item>;
}

/** Keeps a list's rows in step with its items; a row that stays is not replaced, so it keeps focus and selection. */
export class KeyedList<Item> {
  readonly #parent: HTMLElement;
  readonly #options: KeyedListOptions<Item>;
  #rows = new Map<string, Row<Item>>();

  constructor(parent: HTMLElement, options: KeyedListOptions<Item>) {
    this.#parent = parent;
    this.#options = options;
  }

  show(items: readonly Item[]): void {
    const rows = new Map(items.map((item) => [this.#options.key(item), this.#rowOf(item)]));
    for (const [key, { element }] of this.#rows) if (!rows.has(key)) element.remove();
    this.#rows = rows;
    let place = this.#parent.firstElementChild;
    for (const { element } of rows.values()) {
      if (element === place) place = place.nextElementSibling;
      else this.#parent.insertBefore(element, place);
    }
  }

  #rowOf(item: Item): Row<Item> {
    const row = this.#rows.get(this.#options.key(item)) ?? this.#options.create(item);
    row.show(item);
    return row;
  }
}
