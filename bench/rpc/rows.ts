/** The programs of a row. */
export interface Row {
  /** The folder under `peers/`. */
  readonly peer: string;
  /** What both its programs are started with. */
  readonly args?: readonly string[];
  /** Has a program that sends ready messages, for the workload of the batched generator. */
  readonly hasGenerator?: true;
}

/** All rows of the suite, in the order of the tables. */
export const rows: Readonly<Record<string, Row>> = {
  hawser: { peer: "hawser", hasGenerator: true },
  "uws-msgpackr": { peer: "uws-msgpackr", hasGenerator: true },
  "ws-json": { peer: "ws-json" },
  "uws-echo": { peer: "uws-echo" },
  socketio: { peer: "socketio", args: ["ws", "json"] },
  "socketio-msgpack": { peer: "socketio", args: ["ws", "msgpack"] },
  "socketio-uws": { peer: "socketio", args: ["uws", "json"] },
  "socketio-uws-msgpack": { peer: "socketio", args: ["uws", "msgpack"] },
  trpc: { peer: "trpc" },
  orpc: { peer: "orpc" },
  "rpc-websockets": { peer: "rpc-websockets" },
  capnweb: { peer: "capnweb" },
  river: { peer: "river" },
  tsrpc: { peer: "tsrpc" },
  "graphql-ws": { peer: "graphql-ws" },
};

export function program(row: Row, name: "server" | "client" | "generator"): URL {
  return new URL(`./peers/${row.peer}/${name}.ts`, import.meta.url);
}
