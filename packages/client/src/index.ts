// What users import.

export {
  type DataOf,
  type ErrorCode,
  type ErrorData,
  errorCodes,
  HawserError,
  isHawserError,
  isOwnCode,
  type OwnError,
  type ValidationIssue,
} from "@hawser/core";
export type { Backoff } from "./backoff.js";
export type { CallOptions } from "./call.js";
export type { Clock } from "./clock.js";
export type { Connection } from "./connection.js";
export type { AuthSource, ConnectionOptions } from "./options.js";
export type { SocketFactory, WebSocketLike } from "./socket.js";
export type { ConnectionStatus } from "./status.js";
export type { Gap, SubscribeOptions, Subscription, SubscriptionStatus, Update } from "./subscription.js";

// What generated stubs use.

export type { Decode, Encode, Shape, Wire } from "@hawser/core";
export {
  absent,
  boundDepth,
  decodeAny,
  decodeBigint,
  decodeLiteral,
  decodeMap,
  decodeRecord,
  encodeAny,
  encodeBigint,
  encodeBytes,
  encodeLiteral,
  encodeMap,
  encodeNumber,
  encodeRecord,
  encodeRest,
  isBytes,
  isObject,
  onlyKeys,
  putRest,
  unknownOption,
} from "@hawser/core";
export { createConnection } from "./connection.js";
export type { ProcedureDescriptor, SchemaDescriptor, TopicDescriptor } from "./descriptors.js";
