/** One row of a list: an element, and how it shows its item as that is now. */
export interface Row {
  readonly element: HTMLElement;
  show(): void;
}

/** Keeps a list's rows in step with its items; a row that stays is not replaced, so that it keeps the focus. */
export class RowList<Item, Key = Item> {
  readonly #parent: HTMLElement;
  readonly #keyOf: (item: Item) => Key;
  readonly #create: (item: Item) => Row;
  #rows = new Map<Key, Row>();

  constructor(parent: HTMLElement, keyOf: (item: Item) => Key, create: (item: Item) => Row) {
    this.#parent = parent;
    this.#keyOf = keyOf;
    this.#create = create;
  }

  show(items: readonly Item[]): void {
    const before = this.#rows;
    this.#rows = new Map(items.map((item) => [this.#keyOf(item), before.get(this.#keyOf(item)) ?? this.#create(item)]));
    for (const [key, { element }] of before) if (!this.#rows.has(key)) element.remove();
    let place = this.#parent.firstElementChild;
    for (const row of this.#rows.values()) {
      row.show();
      if (row.element === place) place = place.nextElementSibling;
      else this.#parent.insertBefore(row.element, place);
    }
  }
}
