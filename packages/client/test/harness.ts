import { afterEach, expect } from "vitest";
import { type Connection, createConnection } from "../src/connection.js";
import type { ConnectionOptions } from "../src/options.js";
import type { SchemaDescriptor } from "../src/schema-descriptor.js";
import type { ConnectionStatus } from "../src/status.js";
import { FakeClock, settled } from "./fake-clock.js";
import { FakeSocket } from "./fake-socket.js";
import { schema } from "./fixtures.js";

/** A connection with every surrounding of it in the test's hands. */
export interface Harness {
  readonly connection: Connection;
  readonly clock: FakeClock;
  readonly sockets: readonly FakeSocket[];
  /** Every status since the connection was made. */
  readonly statuses: readonly ConnectionStatus[];
  /** The newest socket. */
  readonly socket: FakeSocket;
}

// Loaded before any test, so that a connection in maps has it within a turn.
await import("../src/shapes.js");

const harnesses: Harness[] = [];

/** `schema`: absent for that of the fixtures. */
interface HarnessOptions<Auth> extends ConnectionOptions<Auth> {
  schema?: SchemaDescriptor;
}

export async function connect<Auth = undefined>(options: HarnessOptions<Auth> = {}): Promise<Harness> {
  const clock = new FakeClock();
  const sockets: FakeSocket[] = [];
  const statuses: ConnectionStatus[] = [];
  const connection = createConnection(options.schema ?? schema, "ws://server/rpc", {
    clock,
    random: () => 0.5,
    socket: (url, subprotocols) => {
      const socket = new FakeSocket(url, subprotocols);
      sockets.push(socket);
      return socket;
    },
    ...options,
  });
  connection.onStatus((status) => statuses.push(status));
  const harness: Harness = {
    connection,
    clock,
    sockets,
    statuses,
    get socket() {
      return sockets.at(-1) as FakeSocket;
    },
  };
  harnesses.push(harness);
  await settled();
  return harness;
}

/** Connected and welcomed, with hello already taken. */
export async function connectAndOpen<Auth = undefined>(
  options: HarnessOptions<Auth> = {},
  ...welcome: Parameters<FakeSocket["welcome"]>
): Promise<Harness> {
  const harness = await connect(options);
  await harness.socket.open();
  await harness.socket.welcome(...welcome);
  harness.socket.take();
  return harness;
}

/** What a promise is rejected with; caught at once, whenever the test looks. */
export function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail("the promise was fulfilled"),
    (error: unknown) => error,
  );
}

/** The message of a rejection, or what came instead. */
export function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: { message: string }) => error.message);
}

/** Every test proves that `close()` leaves nothing behind, whatever state it left the connection in. */
export function proveNothingIsLeft(): void {
  afterEach(async () => {
    for (const { connection, clock, sockets } of harnesses.splice(0)) {
      const closing = connection.close();
      await settled();
      await clock.advance(2_000);
      await closing;
      expect(connection.status.state).toBe("closed");
      expect(connection.bufferedBytes).toBe(0);
      expect(clock.delaysMs).toEqual([]);
      expect(sockets.map(({ handlers }) => handlers)).toEqual(sockets.map(() => 0));
      expect(sockets.filter(({ readyState }) => readyState < 2)).toEqual([]);
    }
  });
}
