import type { Resource } from "./api.js";
import type { Style } from "./sources.js";

/** Routers of a file each, joined into one whose type the client takes. */
export const orpc: Style = {
  server: ({ resources }) => ({
    "handle.ts": "export declare function handle(input: unknown): never;\n",
    "router.ts": `${resources.map(({ name }) => `import { ${name} } from "./${name}.js";\n`).join("")}
export const router = { ${resources.map(({ name }) => name).join(", ")} };
export type Router = typeof router;
`,
    ...Object.fromEntries(resources.map((resource) => [`${resource.name}.ts`, printResource(resource)])),
  }),
  head: `import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import type { RouterClient } from "@orpc/server";
import type { Router } from "./router.js";

const websocket = new WebSocket("ws://localhost:8080/");
const client: RouterClient<Router> = createORPCClient(new RPCLink({ websocket }));`,
  call: (resource, { name }, input) => `client.${resource}.${name}(${input})`,
};

function printResource({ name, declarations, procedures }: Resource): string {
  const lines = procedures.map(
    ({ name, input, output }) =>
      `  ${name}: os.input(${input}).output(${output}).handler(({ input }) => handle(input)),\n`,
  );
  return `import { os } from "@orpc/server";
import { z } from "zod";
import { handle } from "./handle.js";

${declarations}
export const ${name} = {
${lines.join("")}};
`;
}
