export interface PricePoint {
  /** The month's number in the calendar of the replay. */
  readonly position: number;
  readonly price: number;
}

/** Columns for a chart; `null` breaks the line. */
export type Columns = [positions: number[], prices: (number | null)[]];

/** The prices of one stock, in the order of their months. */
export class PriceSeries {
  #points: PricePoint[] = [];

  get last(): PricePoint | undefined {
    return this.#points.at(-1);
  }

  /** The point of exactly that month. */
  at(position: number): PricePoint | undefined {
    return this.#points.findLast((point) => point.position === position);
  }

  clear(): void {
    this.#points = [];
  }

  /** Adds a point; one that is not newer than the last is known already. */
  push(point: PricePoint): void {
    if (this.last && point.position <= this.last.position) return;
    this.#points.push(point);
    if (this.#points.length > maxPoints) this.#points.shift();
  }

  /** Where months are missing between points from `from` to `to`. */
  holes(from: number, to: number): Hole[] {
    const shown = this.#points.filter(({ position }) => position >= from && position <= to);
    return shown.flatMap(({ position }, index) => {
      const before = shown[index - 1]?.position ?? position;
      return position > before + 1 ? [{ from: before + 1, to: position - 1 }] : [];
    });
  }

  /**
   * What a pen has drawn that moved from month `from` to `to`, which may be between two months. The line breaks where
   * months are missing.
   */
  drawn(from: number, to: number): Columns {
    const columns: Columns = [[], []];
    let before: PricePoint | undefined;
    for (const point of this.#points) {
      if (point.position < from - 1) continue;
      if (before && point.position > before.position + 1) add(columns, before.position + 1, null);
      if (point.position > to) {
        if (before?.position === point.position - 1) add(columns, to, between(before, point, to));
        break;
      }
      add(columns, point.position, point.price);
      before = point;
    }
    return columns;
  }
}

/** Months that are missing between two points, first and last. */
export interface Hole {
  readonly from: number;
  readonly to: number;
}

/** More than a chart shows. */
const maxPoints = 200;

function add([positions, prices]: Columns, position: number, price: number | null): void {
  positions.push(position);
  prices.push(price);
}

function between(a: PricePoint, b: PricePoint, position: number): number {
  return a.price + (b.price - a.price) * (position - a.position);
}
