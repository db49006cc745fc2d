import { expectTypeOf } from "vitest";
import type { WebSocket as WsSocket } from "ws";
import { countdown, lobby, messages, mirror, news, ping, prices, send, type Tick, total } from "../test/fixtures.js";
import {
  type Attendance,
  type AttendOptions,
  any,
  attend,
  type CallOptions,
  type Connection,
  type ConnectionOptions,
  type ConnectionStatus,
  type createConnection,
  createWriter,
  type InstancePosition,
  type InterceptedCall,
  type Interceptor,
  type ItemStream,
  type MatchedUpdate,
  type MemberChange,
  type MetadataOptions,
  type NextCall,
  type PatternSubscription,
  type Position,
  type StreamSource,
  type SubscribeOptions,
  type Subscription,
  subscribeAll,
  type Update,
  type WebSocketLike,
} from "./index.js";
import { call } from "./make-call.js";
import { stream, streamInput } from "./make-stream.js";
import { publish, publishBatch } from "./publish.js";
import { subscribe } from "./subscribe.js";

declare const connection: Connection;

// Calls are typed by their descriptor, in both directions.
expectTypeOf(call(connection, send, { room: "r", text: "t" })).toEqualTypeOf<Promise<{ id: number }>>();
expectTypeOf(call(connection, ping, undefined)).toEqualTypeOf<Promise<void>>();
// @ts-expect-error: the input lacks `text`
void call(connection, send, { room: "r" });
// @ts-expect-error: there is no such option
void call(connection, send, { room: "r", text: "t" }, { timeout: 5 });

// An option may be handed on although it is undefined.
declare const signal: AbortSignal | undefined;
void call(connection, ping, undefined, { signal, timeoutMs: undefined });

// Subscriptions are iterated by event, updates by their kind.
const subscription = subscribe(connection, messages, { room: "r" }, { onGap: ({ from, to }) => from + to });
expectTypeOf(subscription).toEqualTypeOf<Subscription<{ text: string }>>();
expectTypeOf(subscription.updates()).toEqualTypeOf<AsyncIterable<Update<{ text: string }>>>();
expectTypeOf(subscribe(connection, news, undefined)).toEqualTypeOf<Subscription<string>>();
expectTypeOf(subscription.position).toEqualTypeOf<Position | undefined>();
expectTypeOf<SubscribeOptions<string>["since"]>().toEqualTypeOf<number | Date | Position | undefined>();
expectTypeOf(publish(connection, news, undefined, "hi", { silent: true })).toEqualTypeOf<Promise<Position>>();
expectTypeOf(publishBatch(connection, messages, { room: "r" }, [])).toEqualTypeOf<Promise<Position>>();
// @ts-expect-error: the params lack `room`
void publish(connection, messages, {}, { text: "hi" });
// @ts-expect-error: the params lack `room`
subscribe(connection, messages, {});
subscribe(
  connection,
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

// Streams: a source of items goes, an item stream or a single output comes.
expectTypeOf(stream(connection, countdown, { from: 3 })).toEqualTypeOf<ItemStream<Tick>>();
expectTypeOf(streamInput(connection, total, [{ n: 1 }])).toEqualTypeOf<Promise<{ sum: number }>>();
declare const readable: ReadableStream<Tick>;
declare const generator: AsyncGenerator<Tick>;
const writer = createWriter<Tick>();
expectTypeOf(writer.write).parameters.toEqualTypeOf<[Tick]>();
expectTypeOf(stream(connection, mirror, writer)).toEqualTypeOf<ItemStream<Tick>>();
expectTypeOf(readable).toExtend<StreamSource<Tick>>();
expectTypeOf(generator).toExtend<StreamSource<Tick>>();
expectTypeOf<string[]>().not.toExtend<StreamSource<Tick>>();
void streamInput(connection, total, generator, {
  onProgress: ({ sentBytes }) => expectTypeOf(sentBytes).toEqualTypeOf<number>(),
});
async function read(stream: ItemStream<Tick>): Promise<void> {
  for await (const item of stream) expectTypeOf(item).toEqualTypeOf<Tick>();
}
expectTypeOf(read).returns.toEqualTypeOf<Promise<void>>();

// What a stub says of metadata fits what a connection takes.
declare const options: CallOptions & MetadataOptions<{ locale: string }, { cost: number }>;
void call(connection, ping, undefined, options);
expectTypeOf<{ metadata: () => { locale: string } }>().toExtend<ConnectionOptions<undefined, { locale: string }>>();
expectTypeOf<{ metadata: { locale: number } }>().not.toExtend<ConnectionOptions<undefined, { locale: string }>>();

// A server's call can be the parent of a client's.
expectTypeOf<{ signal: AbortSignal; remainingMs: number; path: string }>().toExtend<
  NonNullable<CallOptions["parent"]>
>();

// An interceptor hands on what `next` returns, or something else.
expectTypeOf((_call: InterceptedCall, next: NextCall) => next({ timeoutMs: 5 })).toExtend<Interceptor>();
expectTypeOf(async (call: InterceptedCall) => call.path).toExtend<Interceptor>();

// Presence: what goes in and what comes out are typed apart.
type Guest = { nick: string };
const here = attend<{ room: string }, Guest, { nick?: string }>(connection, lobby, { room: "r" }, { as: {} });
expectTypeOf(here).toEqualTypeOf<Attendance<Guest, { nick?: string }>>();
expectTypeOf(here.members).toEqualTypeOf<ReadonlyMap<string, Guest>>();
expectTypeOf(here.update).parameter(0).toEqualTypeOf<{ nick?: string }>();
expectTypeOf<AttendOptions<Guest>["onChange"]>().toEqualTypeOf<((change: MemberChange<Guest>) => void) | undefined>();
// A stub's declared result is enough.
const told: Attendance<Guest> = attend(connection, lobby, { room: "r" });
void told;

// Patterns: a list of params, or params with `any`.
type Price = { market: string; symbol: string };
const all = subscribeAll(connection, prices, { market: "m", symbol: any }, { onGap: ({ params }) => params.symbol });
expectTypeOf(all).toEqualTypeOf<PatternSubscription<Price, { text: string }>>();
expectTypeOf(subscribeAll(connection, prices, [{ market: "m", symbol: "s" }])).toEqualTypeOf(all);
expectTypeOf(all.updates()).toEqualTypeOf<AsyncIterable<MatchedUpdate<Price, { text: string }>>>();
const since: Iterable<InstancePosition<Price>> = all.positions();
subscribeAll(connection, prices, [], { since });
// @ts-expect-error: the params lack `symbol`
subscribeAll(connection, prices, [{ market: "m" }]);
