import { defineSchema, procedure, proceduresOf, type Schema, type TopicShape } from "@hawser/core";
import { createServer, type Server } from "@hawser/server";

/** A server that keeps what reaches it and answers what it was told to. */
export interface EchoingServer {
  readonly url: string;
  readonly server: Server<Schema, unknown>;
  /** What arrived last: an input, or the items of one that streams. */
  received: unknown;
  /** What is answered next: an output, or the items of one that streams. */
  answer: unknown;
  /** The error that is answered instead; absent where none is. */
  failure: { readonly code: string; readonly data: unknown } | undefined;
  close(): Promise<void>;
}

/** @param encoding with another procedure in its schema the server speaks to clients in maps. */
export async function startEchoingServer(schema: Schema, encoding: "positional" | "maps"): Promise<EchoingServer> {
  const isStream = new Set(
    schema.shape.procedures.filter(({ streams }) => streams === "input" || streams === "both").map(({ path }) => path),
  );
  const handlers = tree(proceduresOf(schema.procedures).map(({ path }) => [path, handle(path)]));

  function handle(path: string) {
    return async (input: unknown, call: { error(code: string, data: unknown): Error }): Promise<unknown> => {
      if (isStream.has(path)) {
        const items: unknown[] = [];
        for await (const item of input as AsyncIterable<unknown>) items.push(item);
        echoing.received = items;
      } else echoing.received = input;
      if (echoing.failure) throw call.error(echoing.failure.code, echoing.failure.data);
      return echoing.answer;
    };
  }

  const { name, auth, metadata, topics } = schema;
  const served =
    encoding === "positional"
      ? schema
      : defineSchema({
          name,
          ...(auth && { auth }),
          metadata,
          procedures: { ...schema.procedures, addedLater: procedure({}) },
          topics,
        });
  const server: Server<Schema, unknown> = createServer(served as Schema, {
    procedures: (encoding === "positional" ? handlers : { ...handlers, addedLater: () => {} }) as never,
    authenticate: () => ({}),
    topics: tree(schema.shape.topics.map((topic) => [topic.path, openTo(topic)])) as never,
  });
  const { port } = await server.listen({ port: 0, host: "127.0.0.1" });
  const echoing: EchoingServer = {
    url: `ws://127.0.0.1:${port}`,
    server,
    received: undefined,
    answer: undefined,
    failure: undefined,
    close: () => server.close(),
  };
  return echoing;
}

/** Lets everybody do whatever the topic has. */
function openTo({ publish, presence, wildcards }: TopicShape): object {
  const everybody = (): boolean => true;
  return {
    ...(publish && { authorizePublish: everybody }),
    ...(presence && { authorizePresence: everybody }),
    ...(wildcards && { authorizePattern: everybody }),
  };
}

/** Dotted paths as objects in objects. */
function tree(entries: readonly (readonly [path: string, value: unknown])[]): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [path, value] of entries) {
    const names = path.split(".");
    let place = root;
    for (const name of names.slice(0, -1)) {
      place[name] ??= {};
      place = place[name] as Record<string, unknown>;
    }
    place[names.at(-1) as string] = value;
  }
  return root;
}
