import { Connection } from "./connection.js";
import type { TopicDescriptor } from "./descriptors.js";
import type { Position } from "./position.js";
import { PublishCall } from "./publish-call.js";
import type { PublishOptions } from "./publish-options.js";

/** Publishes an event. Settles with its position, once the server has it. For generated stubs. */
export function publish<Params>(
  connection: Connection,
  topic: TopicDescriptor<Params, unknown>,
  params: Params,
  event: unknown,
  options?: PublishOptions,
): Promise<Position> {
  return publishBatch(connection, topic, params, [event], options);
}

/** Publishes all or none. Settles with the position of the last event. For generated stubs. */
export function publishBatch<Params>(
  connection: Connection,
  topic: TopicDescriptor<Params, unknown>,
  params: Params,
  events: readonly unknown[],
  options?: PublishOptions,
): Promise<Position> {
  const { calls } = Connection.hostOf(connection);
  return new Promise((resolve, reject) => {
    const end = { resolve: resolve as (position: unknown) => void, reject };
    calls.start(new PublishCall({ owner: calls, topic, options }, end), { params, events });
  });
}
