export type { Call } from "./call.js";
export { createServer } from "./create-server.js";
export type { ServerFault } from "./fault.js";
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
