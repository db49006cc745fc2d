import { isStream, type Procedure, proceduresOf, type Schema, topicsOf } from "@hawser/core";
import { createServer, type Server, wsTransport } from "@hawser/server";

/** What the server of one version answers, fails with and publishes, by path. */
export interface Samples {
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The data of the error of its path. */
  readonly errors: Readonly<Record<string, { readonly code: string; readonly data: unknown }>>;
  readonly events: Readonly<Record<string, Published>>;
}

export interface Published {
  readonly params?: unknown;
  readonly event: unknown;
}

/** A server of a schema on a port of its own, with a latest event in each topic that has a sample. */
export async function serve<S extends Schema>(schema: S, samples: Samples): Promise<{ server: Server; url: string }> {
  const procedures = tree(
    proceduresOf(schema.procedures).map(({ path, declaration }) => [path, handlerOf(path, declaration, samples)]),
  );
  const topics = tree(
    topicsOf(schema.topics).map(({ path, declaration: { publish, wildcards } }) => {
      const allow = () => true;
      return [
        path,
        { ...(publish && { authorizePublish: allow }), ...(wildcards?.length && { authorizePattern: allow }) },
      ];
    }),
  );
  const authenticate = () => ({});
  const server = createServer(
    schema as Schema,
    { authenticate, procedures, topics, origins: "any" } as never,
  ) as Server;
  const { port } = await server.listen({ port: 0, host: "127.0.0.1", transport: wsTransport() });
  for (const [path, { params, event }] of Object.entries(samples.events)) publish(server, path, params, event);
  return { server, url: `ws://127.0.0.1:${port}` };
}

/** An `inputs.*` answers with what it got; an `outputs.*` with its sample. */
function handlerOf(path: string, { input, output }: Procedure, { outputs, errors }: Samples): unknown {
  if (isStream(input)) {
    return async (items: AsyncIterable<unknown>) => {
      const all: unknown[] = [];
      for await (const item of items) all.push(item);
      return all;
    };
  }
  if (isStream(output))
    return async function* () {
      yield outputs[path];
    };
  return (given: unknown, call: { error(code: string, data: unknown): Error }) => {
    const error = errors[path];
    if (error) throw call.error(error.code, error.data);
    return path in outputs ? outputs[path] : given;
  };
}

function publish(server: Server, path: string, params: unknown, event: unknown): void {
  let node = server.publish as unknown;
  for (const name of path.split(".")) node = (node as Record<string, unknown>)[name];
  const send = node as (...args: unknown[]) => unknown;
  void (params === undefined ? send(event) : send(params, event));
}

function tree(entries: readonly (readonly [path: string, leaf: unknown])[]): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [path, leaf] of entries) {
    const names = path.split(".");
    const last = names.pop() as string;
    let node = root;
    for (const name of names) {
      node[name] ??= {};
      node = node[name] as Record<string, unknown>;
    }
    node[last] = leaf;
  }
  return root;
}
