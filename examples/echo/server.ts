import { createServer, staticFiles } from "@hawser/server";
import schema from "./echo.schema.js";

const server = createServer(schema, {
  procedures: {
    echo({ text }) {
      server.publish.echoes({ text });
      return { text };
    },
  },
  http: [staticFiles("dist")],
});
const { port } = await server.listen({ port: Number(process.env.PORT ?? 3000) });
console.log(`http://localhost:${port}`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void server.drain().then(() => server.close()));
}
