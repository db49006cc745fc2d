/** The colours of the style sheet that a canvas needs as values. */
export class Palette {
  line = "";
  fillTop = "";
  fillBottom = "";
  grid = "";
  text = "";
  strong = "";
  marker = "";
  surface = "";

  /** @param onChange the page turned dark or light */
  constructor(onChange: () => void) {
    this.#read();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.#read();
      onChange();
    });
  }

  #read(): void {
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    this.line = colour("--line");
    this.fillTop = colour("--line-fill-top");
    this.fillBottom = colour("--line-fill-bottom");
    this.grid = colour("--grid");
    this.text = colour("--text-soft");
    this.strong = colour("--text");
    this.marker = colour("--marker");
    this.surface = colour("--surface");
  }
}
