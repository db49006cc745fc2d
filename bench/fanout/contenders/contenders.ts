import { type Started, startProcess } from "../../harness/process.js";

/** The programs of a row: its server and its own client. */
interface Contender {
  readonly folder: string;
  readonly serverArgs?: readonly string[];
  readonly clientArgs?: readonly string[];
}

/** By the names of rows. */
const contenders = {
  hawser: { folder: "hawser", serverArgs: ["uWebSockets.js"] },
  "hawser-ws": { folder: "hawser", serverArgs: ["ws"] },
  "uws-publish": { folder: "uws", serverArgs: ["publish"] },
  "uws-loop": { folder: "uws", serverArgs: ["loop"] },
  "ws-json": { folder: "ws" },
  socketio: { folder: "socket-io", serverArgs: ["ws"] },
  "socketio-uws": { folder: "socket-io", serverArgs: ["uWebSockets.js"] },
  "socketio-msgpack": { folder: "socket-io", serverArgs: ["ws", "msgpack"], clientArgs: ["msgpack"] },
  trpc: { folder: "trpc" },
  orpc: { folder: "orpc" },
} satisfies Record<string, Contender>;
export type ContenderName = keyof typeof contenders;

export function startServer(name: ContenderName, { port = 0, nodeArgs = [] }: ServerOptions = {}): Promise<Started> {
  const { folder, serverArgs = [] }: Contender = contenders[name];
  return startProcess(new URL(`./${folder}/server.ts`, import.meta.url), {
    core: "server",
    args: serverArgs,
    env: { PORT: String(port) },
    nodeArgs,
  });
}

export interface ServerOptions {
  /** Any where absent. */
  readonly port?: number;
  readonly nodeArgs?: readonly string[];
}

export function startClient(name: ContenderName): Promise<Started> {
  const { folder, clientArgs = [] }: Contender = contenders[name];
  const file = new URL(`./${folder}/client.ts`, import.meta.url);
  return startProcess(file, { core: "load", args: clientArgs });
}
