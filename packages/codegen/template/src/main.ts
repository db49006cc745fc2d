import { createBoard } from "./server.js";

const server = createBoard();
const { port } = await server.listen({ port: Number(process.env.PORT ?? 3000) });
console.log(`The board is on http://localhost:${port}`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void server.close());
}
