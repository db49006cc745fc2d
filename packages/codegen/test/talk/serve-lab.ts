import { HawserError } from "@hawser/core";
import { createServer, type Hello, type Implementation, type Server, type Transport } from "@hawser/server";
import { onTestFinished } from "vitest";
import schema from "./lab.schema.js";

export interface Lab {
  readonly server: Server<typeof schema>;
  readonly port: number;
  readonly url: string;
  /** The header `x-lab` of each request for a WebSocket. */
  readonly headers: (string | undefined)[];
  /** Calls of `wait` that have begun. */
  readonly begun: string[];
  /** Calls of `wait` and `numbers.count` that were aborted. */
  readonly aborted: string[];
}

export interface LabOptions {
  readonly transport: Transport;
  /** @default 0, any */
  readonly port?: number;
  /** @default true */
  readonly reflection?: boolean;
  readonly path?: string;
}

/** A server of the lab's schema that accepts the token `t0`, or none; it ends with the test. */
export async function serveLab({ transport, port: wanted = 0, ...options }: LabOptions): Promise<Lab> {
  const headers: (string | undefined)[] = [];
  const begun: string[] = [];
  const aborted: string[] = [];
  const implementation: Implementation<typeof schema, undefined> = {
    reflection: true,
    ...options,
    authenticate: ({ auth, request }: Hello<typeof schema>) => {
      headers.push(request.headers["x-lab"]);
      if (auth && auth.token !== "t0") throw new HawserError("unauthenticated", "this token is not known");
      return undefined;
    },
    procedures: {
      echo: (value) => value,
      fail: (how, call) => {
        call.setAnswerMetadata({ cost: 7, at: new Date(0) });
        if (how === "broken") throw new Error("the password is hunter2");
        throw call.error("Refused", { why: "because", at: new Date(0) }, "no, thank you");
      },
      nothing: () => undefined,
      once: (_, { idempotencyKey }) => idempotencyKey !== undefined,
      numbers: {
        count: async function* ({ to }, { signal }) {
          signal.addEventListener("abort", () => aborted.push("count"));
          for (let number = 1; number <= to; number++) yield number;
        },
        double: async function* (numbers) {
          for await (const number of numbers) yield number * 2;
        },
        negate: (number) => -number,
        sum: async (numbers) => {
          let sum = 0;
          for await (const number of numbers) sum += number;
          return sum;
        },
      },
      trace: (_, call) => {
        call.setAnswerMetadata({ cost: 3, at: new Date(0) });
        return call.metadata?.traceId ?? "none";
      },
      wait: (_, { signal }) =>
        new Promise<void>((resolve) => {
          begun.push("wait");
          signal.addEventListener("abort", () => {
            aborted.push("wait");
            resolve();
          });
        }),
    },
    topics: {
      messages: { authorize: ({ room }) => room !== "closed" },
      prices: { authorizePattern: () => true },
      talk: { authorize: ({ room }) => room !== "closed" },
    },
    onError: () => {},
  };
  const server = createServer(schema, implementation);
  const { port } = await server.listen({ port: wanted, host: "127.0.0.1", transport });
  onTestFinished(() => server.close({ graceMs: 0 }));
  return { server, port, url: `ws://127.0.0.1:${port}${options.path ?? "/"}`, headers, begun, aborted };
}

export const labSchemaFile = new URL("lab.schema.ts", import.meta.url).pathname;
