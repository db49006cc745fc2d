import { answer } from "../serve-process.js";

/** A program that does what a test of processes asks of it. */
answer(
  (order: "fail" | "exit" | "work" | { echo: unknown }) => {
    if (order === "fail") throw new Error("as asked");
    if (order === "exit") {
      console.error("gives up");
      process.exit(3);
    }
    if (order === "work") {
      const { user } = process.cpuUsage();
      while (process.cpuUsage().user - user < 200_000);
      return undefined;
    }
    return order.echo;
  },
  { port: 4711 },
);
