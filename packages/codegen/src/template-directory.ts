import { fileURLToPath } from "node:url";

/** What `hawser init` begins with. It stands as far from the built files as from this one. */
export const templateDirectory: string = fileURLToPath(new URL("../template/", import.meta.url));
