import type { Procedure, Resource } from "./api.js";
import type { Style } from "./sources.js";

/** Routers of a file each, joined into one whose type the client takes. */
export const trpc: Style = {
  server: ({ resources }) => ({
    "trpc.ts": `import { initTRPC } from "@trpc/server";

export const t = initTRPC.create();
export declare function handle(input: unknown): never;
`,
    "router.ts": `import { t } from "./trpc.js";
${resources.map(({ name }) => `import { ${name} } from "./${name}.js";\n`).join("")}
export const router = t.router({ ${resources.map(({ name }) => name).join(", ")} });
export type Router = typeof router;
`,
    ...Object.fromEntries(resources.map((resource) => [`${resource.name}.ts`, printResource(resource)])),
  }),
  head: `import { createTRPCClient, createWSClient, wsLink } from "@trpc/client";
import type { Router } from "./router.js";

const client = createTRPCClient<Router>({ links: [wsLink({ client: createWSClient({ url: "ws://localhost:8080/" }) })] });`,
  call: (resource, procedure, input) => `client.${resource}.${procedure.name}.${verbs(procedure)[0]}(${input})`,
};

function printResource({ name, declarations, procedures }: Resource): string {
  const lines = procedures.map((procedure) => {
    const { name, input, output } = procedure;
    return `  ${name}: t.procedure.input(${input}).output(${output}).${verbs(procedure)[1]}(({ input }) => handle(input)),\n`;
  });
  return `import { z } from "zod";
import { handle, t } from "./trpc.js";

${declarations}
export const ${name} = t.router({
${lines.join("")}});
`;
}

/** On the client, and on the server. */
function verbs({ isQuery }: Procedure): [string, string] {
  return isQuery ? ["query", "query"] : ["mutate", "mutation"];
}
