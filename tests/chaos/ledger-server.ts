import { setTimeout as pause } from "node:timers/promises";
import { createServer } from "@hawser/server";
import { Journal } from "./journal.js";
import { JournalStore } from "./journal-store.js";
import schema from "./ledger.schema.js";

// A program that serves the ledger until SIGTERM, or until it is killed: `ledger-server.js <journal> <port>`.

const [path = "", port = ""] = process.argv.slice(2);
const journal = new Journal(path);
let receipts = 0;

const server = createServer(schema, {
  idempotency: { store: new JournalStore(journal) },
  procedures: {
    async book(entry) {
      await aMoment();
      const receipt = newReceipt();
      journal.append({ kind: "booking", entry: nameOf(entry), receipt });
      await aMoment();
      return receipt;
    },
    async bookOnce(entry, call) {
      const key = call.idempotencyKey as string;
      await aMoment();
      const known = journal.receiptOf(key);
      if (known !== undefined) {
        journal.append({ kind: "inheritance", entry: nameOf(entry) });
        return known;
      }
      const receipt = newReceipt();
      journal.append({ kind: "booking", entry: nameOf(entry), receipt, key });
      await aMoment();
      return receipt;
    },
  },
});

process.once("SIGTERM", () => void server.close({ graceMs: 10_000 }));
const bound = await server.listen({ host: "127.0.0.1", port: Number(port) });
console.log(`listening on ${bound.port}`);

function newReceipt(): string {
  receipts += 1;
  return `${process.pid}.${receipts}`;
}

function nameOf({ client, number }: { client: number; number: number }): string {
  return `${client}.${number}`;
}

/** Long enough to be killed in. */
function aMoment(): Promise<void> {
  return pause(Math.random() * 8);
}
