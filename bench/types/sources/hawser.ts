import type { Resource } from "./api.js";
import type { Style } from "./sources.js";

/** A schema, from which `hawser generate` prints the stub; the client's file imports only that. */
export const hawser: Style = {
  server: ({ resources }) => ({
    "schema.ts": `import { defineSchema } from "@hawser/core";
${resources.map(({ name }) => `import { ${name} } from "./${name}.js";\n`).join("")}
export default defineSchema({ name: "api", procedures: { ${resources.map(({ name }) => name).join(", ")} } });
`,
    ...Object.fromEntries(resources.map((resource) => [`${resource.name}.ts`, printResource(resource)])),
  }),
  head: `import { connect } from "./schema.client.js";

const client = connect("ws://localhost:8080/");`,
  call: (resource, { name }, input) => `client.${resource}.${name}(${input})`,
};

function printResource({ name, declarations, procedures }: Resource): string {
  return `import { procedure } from "@hawser/core";
import { z } from "zod";

${declarations}
export const ${name} = {
${procedures.map(({ name, input, output }) => `  ${name}: procedure({ input: ${input}, output: ${output} }),\n`).join("")}};
`;
}
