import type { Api } from "../types/sources/api.js";
import { hawser } from "../types/sources/hawser.js";
import type { Sources } from "../types/sources/sources.js";

/** A schema whose namespaces have a file each. */
export function inFiles(api: Api): Sources {
  return hawser.server(api);
}

/** The same schema in one file, where each namespace keeps its types to itself. */
export function inOneFile({ resources }: Api): Sources {
  const namespaces = resources.map(
    ({ name, declarations, procedures }) => `const ${name} = (() => {
${declarations}
return {
${procedures.map(({ name, input, output }) => `  ${name}: procedure({ input: ${input}, output: ${output} }),\n`).join("")}};
})();
`,
  );
  return {
    "schema.ts": `import { defineSchema, procedure } from "@hawser/core";
import { z } from "zod";

${namespaces.join("\n")}
export default defineSchema({ name: "api", procedures: { ${resources.map(({ name }) => name).join(", ")} } });
`,
  };
}
