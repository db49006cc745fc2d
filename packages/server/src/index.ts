export type { Call, RefusalCode } from "./calls/call.js";
export type { IdempotencyClaim, IdempotencyOptions, IdempotencyStore } from "./calls/idempotency.js";
export type { Change, Guarded, Middleware, MiddlewareCall, Next } from "./calls/middleware.js";
export { withMiddleware } from "./calls/with-middleware.js";
export { createServer } from "./create-server.js";
export type { ServerFault } from "./fault.js";
export { type StaticFilesOptions, staticFiles } from "./http/static-files.js";
export type {
  Handler,
  Handlers,
  HandlersOf,
  Hello,
  Implementation,
  Member,
  Pattern,
  Publisher,
  Publishers,
  PublishOptions,
  RevokeOptions,
  TopicControl,
  TopicControls,
  TopicHandler,
  TopicHandlers,
} from "./implementation.js";
export type {
  CallObservation,
  CallOutcome,
  MissedEvents,
  ObservedCall,
  Publication,
  ServerObserver,
  ServerState,
} from "./observer.js";
export type { DrainOptions, Server, ServerListenOptions } from "./server.js";
export type {
  Broker,
  BrokerAttendance,
  BrokerEvent,
  BrokerMember,
  Ending,
  Listing,
  ListingListener,
  LogListener,
  LogRecord,
  LogSubscription,
  MemberChange,
  MembersListener,
  Page,
  Position,
  ReadFrom,
  Retention,
} from "./topics/broker.js";
export { MemoryBroker } from "./topics/memory-broker.js";
export { type ChooseTransportOptions, chooseTransport } from "./transport/choose-transport.js";
export type {
  Endpoint,
  EndpointOptions,
  HttpHandler,
  HttpRequest,
  HttpResponse,
  ListenOptions,
  Receiver,
  Socket,
  TlsOptions,
  Transport,
  UpgradeRequest,
} from "./transport/transport.js";
export { type UwsTransportOptions, uwsTransport } from "./transport/uws-transport.js";
export { type WsTransportOptions, wsTransport } from "./transport/ws-transport.js";
