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
export type { Attendance, AttendOptions, MemberChange } from "./attendance.js";
export type { Backoff } from "./backoff.js";
export type {
  CallOptions,
  Carrier,
  MetadataOptions,
  ParentCall,
  StreamOptions,
  StreamProgress,
} from "./call-options.js";
export type { Clock } from "./clock.js";
export type { Connection } from "./connection.js";
export { intercept } from "./intercept.js";
export type { Interception } from "./interception.js";
export type { CallChanges, CallOutcome, InterceptedCall, Interceptor, NextCall } from "./interceptor.js";
export type { ItemStream } from "./item-stream.js";
export type { AuthSource, ConnectionOptions, MetadataSource } from "./options.js";
export { type Any, any, type Pattern } from "./pattern.js";
export type {
  EventPlace,
  InstancePosition,
  MatchedEvent,
  MatchedGap,
  MatchedUpdate,
  PatternOptions,
  PatternSubscription,
} from "./pattern-subscription.js";
export type { Position } from "./position.js";
export type { PublishOptions } from "./publish-options.js";
export type { SocketFactory, WebSocketLike } from "./socket.js";
export type { ConnectionStatus } from "./status.js";
export type { ReadableSource, StreamSource } from "./stream-source.js";
export { createWriter, type StreamWriter } from "./stream-writer.js";
export type { Gap, SubscribeOptions, Subscription, SubscriptionStatus, Update } from "./subscription.js";

// What generated stubs use.

export type { Decode, Encode, Wire } from "@hawser/core";
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
export { attend } from "./attend.js";
export { readBlobs } from "./blobs.js";
export { callIdempotent } from "./call-idempotent.js";
export { createConnection } from "./connection.js";
export type { PresenceDescriptor, ProcedureDescriptor, TopicDescriptor } from "./descriptors.js";
export { call } from "./make-call.js";
export { stream, streamInput } from "./make-stream.js";
export { publish, publishBatch } from "./publish.js";
export { RenewableIdentity } from "./renewable-identity.js";
export type { MetadataDescriptor, SchemaDescriptor } from "./schema-descriptor.js";
export type { ShapeText } from "./shape-text.js";
export { subscribe } from "./subscribe.js";
export { subscribeAll } from "./subscribe-all.js";
