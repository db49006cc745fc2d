import { byId } from "./dom.js";

/** Asks for the name of a new room. */
export class CreateForm {
  /** @param create settles with `undefined` when there is such a room, or with what is wrong with the name. */
  constructor(create: (name: string) => Promise<string | undefined>) {
    const name = byId("create-name", HTMLInputElement);
    const problem = byId("create-problem", HTMLParagraphElement);
    byId("create", HTMLFormElement).addEventListener("submit", async (event) => {
      event.preventDefault();
      const wish = name.value.trim().replaceAll(/\s+/g, "-").toLowerCase();
      problem.textContent = (await create(wish)) ?? "";
      if (problem.textContent === "") name.value = "";
    });
    name.addEventListener("input", () => {
      problem.textContent = "";
    });
  }
}
