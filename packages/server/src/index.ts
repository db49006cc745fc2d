export type { Call } from "./call.js";
export { createServer } from "./create-server.js";
export type { ServerFault } from "./fault.js";
export { type StaticFilesOptions, staticFiles } from "./http/static-files.js";
export type {
  Handler,
  Handlers,
  Hello,
  Implementation,
  Publisher,
  Publishers,
  TopicHandler,
  TopicHandlers,
} from "./implementation.js";
export type { CloseOptions, Server, ServerListenOptions } from "./server.js";
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
