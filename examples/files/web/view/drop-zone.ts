import { byId } from "./dom.js";

/** Takes each file that is chosen, or dropped anywhere on the page. */
export class DropZone {
  readonly #zone = byId("drop", HTMLLabelElement);
  readonly #input = byId("drop-input", HTMLInputElement);
  /** Elements under the pointer that were entered and not left. */
  #depth = 0;

  constructor(take: (file: File) => void) {
    const takeAll = (files: FileList | null | undefined): void => {
      for (const file of files ?? []) take(file);
    };
    this.#input.addEventListener("change", () => {
      takeAll(this.#input.files);
      // The same file chosen again is a change, too.
      this.#input.value = "";
    });
    addEventListener("dragenter", () => this.#show(this.#depth + 1));
    addEventListener("dragleave", () => this.#show(this.#depth - 1));
    addEventListener("dragover", (event) => event.preventDefault());
    addEventListener("drop", (event) => {
      event.preventDefault();
      this.#show(0);
      takeAll(event.dataTransfer?.files);
    });
  }

  #show(depth: number): void {
    this.#depth = depth;
    this.#zone.classList.toggle("over", depth > 0);
  }
}
