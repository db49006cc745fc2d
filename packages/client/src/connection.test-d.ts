import { expectTypeOf } from "vitest";
import type { WebSocket as WsSocket } from "ws";
import { messages, news, ping, send } from "../test/fixtures.js";
import type {
  Connection,
  ConnectionOptions,
  ConnectionStatus,
  createConnection,
  Subscription,
  Update,
  WebSocketLike,
} from "./index.js";

declare const connection: Connection;

// Calls are typed by their descriptor, in both directions.
expectTypeOf(connection.call(send, { room: "r", text: "t" })).toEqualTypeOf<Promise<{ id: number }>>();
expectTypeOf(connection.call(ping, undefined)).toEqualTypeOf<Promise<void>>();
// @ts-expect-error: the input lacks `text`
void connection.call(send, { room: "r" });
// @ts-expect-error: there is no such option
void connection.call(send, { room: "r", text: "t" }, { timeout: 5 });

// An option may be handed on although it is undefined.
declare const signal: AbortSignal | undefined;
void connection.call(ping, undefined, { signal, timeoutMs: undefined });

// Subscriptions are iterated by event, updates by their kind.
const subscription = connection.subscribe(messages, { room: "r" }, { onGap: ({ from, to }) => from + to });
expectTypeOf(subscription).toEqualTypeOf<Subscription<{ text: string }>>();
expectTypeOf(subscription.updates()).toEqualTypeOf<AsyncIterable<Update<{ text: string }>>>();
expectTypeOf(connection.subscribe(news, undefined)).toEqualTypeOf<Subscription<string>>();
// @ts-expect-error: the params lack `room`
connection.subscribe(messages, {});
connection.subscribe(
  messages,
  { room: "r" },
  { onEvent: (event) => expectTypeOf(event).toEqualTypeOf<{ text: string }>() },
);

// A status is read by its state.
declare const status: ConnectionStatus;
if (status.state === "waiting") expectTypeOf(status.delayMs).toEqualTypeOf<number>();
// @ts-expect-error: only a connection that waits has a delay
status.delayMs;

// What is presented is a value, a function or an asynchronous function of the declared type.
type Auth = { token: string };
expectTypeOf<{ auth: { token: string } }>().toExtend<ConnectionOptions<Auth>>();
expectTypeOf<{ auth: () => { token: string } }>().toExtend<ConnectionOptions<Auth>>();
expectTypeOf<{ auth: () => Promise<{ token: string }> }>().toExtend<ConnectionOptions<Auth>>();
expectTypeOf<{ auth: { token: number } }>().not.toExtend<ConnectionOptions<Auth>>();
expectTypeOf<{ auth: { token: string } }>().not.toExtend<ConnectionOptions>();
expectTypeOf<Parameters<typeof createConnection<Auth>>[2]>().toEqualTypeOf<ConnectionOptions<Auth> | undefined>();

// Both kinds of WebSocket fit.
expectTypeOf<WebSocket>().toExtend<WebSocketLike>();
expectTypeOf<WsSocket>().toExtend<WebSocketLike>();
