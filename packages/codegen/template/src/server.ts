import { createServer, type Server, staticFiles } from "@hawser/server";
import schema from "./board.schema.js";

export interface BoardOptions {
  /** @default 1_000 */
  readonly maxNotes?: number;
}

/** The board. It lives in memory: what you build next puts it into a database. */
export function createBoard({ maxNotes = 1_000 }: BoardOptions = {}): Server<typeof schema> {
  const notes: { id: number; text: string; addedAt: Date }[] = [];

  const server = createServer(schema, {
    path: "/rpc",
    http: [staticFiles("dist")],
    procedures: {
      notes: {
        list: () => notes,
        add({ text }, call) {
          if (notes.length >= maxNotes) throw call.error("BoardFull", { maxNotes });
          const note = { id: notes.length + 1, text, addedAt: new Date() };
          notes.push(note);
          server.publish.notes.added(note);
          return note;
        },
      },
    },
  });
  return server;
}
