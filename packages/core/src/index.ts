// What users of Hawser import.

export {
  type DataOf,
  type ErrorCode,
  type ErrorData,
  errorCodes,
  errorFacts,
  HawserError,
  type HawserErrorOptions,
  isHawserError,
  isOwnCode,
  type OwnError,
  type ValidationIssue,
} from "./errors.js";
export { assumedLimits, defaultLimits, type Limits } from "./limits.js";
export { defineSchema, type SchemaOptions } from "./schema/define-schema.js";
export { type ErrorTypes, type Payload, type Procedure, type ProcedureOptions, procedure } from "./schema/procedure.js";
export type { ProcedureTree, Schema, SchemaMetadata, TopicTree } from "./schema/schema.js";
export { type Stream, stream } from "./schema/stream.js";
export { type History, type KeyOf, type SlowConsumer, type Topic, type TopicOptions, topic } from "./schema/topic.js";
export type { InputSide, OutputSide, ZodType } from "./schema/zod.js";
export { type CloseCode, closeCodes } from "./wire/close-codes.js";

// For the sibling packages: the schema as plain data.

export { proceduresOf, topicsOf } from "./schema/schema.js";
export { schemaError } from "./schema/schema-error.js";
export { isStream } from "./schema/stream.js";
export { fingerprintOf } from "./shape/fingerprint.js";
export type {
  Annotations,
  Field,
  LiteralValue,
  ProcedureShape,
  ScalarKind,
  SchemaShape,
  Shape,
  ShapeNode,
  TopicShape,
} from "./shape/shape.js";
export { shapeOf } from "./shape/shape-of.js";
export { fieldTypesOf } from "./shape/shape-reader.js";

// For the sibling packages: payloads and frames.

export { type Check, undecided } from "./check/check.js";
export { CheckCompiler } from "./check/compile-checks.js";
export type { Decode, Encode } from "./codec/codec.js";
export { CodecPrinter } from "./codec/codec-printer.js";
export { CodecCompiler } from "./codec/compile-codec.js";
export { type HelperName, helperNames } from "./codec/helper-names.js";
export type { CodecPrinterOptions } from "./codec/printed-source.js";
export { fromWire, toWire } from "./codec/self-describing.js";
export { type Batch, decodeBatch, encodeBatches } from "./wire/batch.js";
export { closeReason } from "./wire/close-codes.js";
export type {
  AttendFrame,
  AuthExpiringFrame,
  AuthFrame,
  CallFrame,
  CancelFrame,
  ClientFrame,
  CreditFrame,
  Encoding,
  EndedFrame,
  EndFrame,
  ErrorFrame,
  EventFrame,
  EventsFrame,
  GapFrame,
  GapReason,
  GoingAwayFrame,
  HelloFrame,
  ItemFrame,
  MatchedFrame,
  MembersChangedFrame,
  MembersFrame,
  PatternSubscribedFrame,
  PingFrame,
  PongFrame,
  PublishFrame,
  ReflectFrame,
  ResultFrame,
  ServerFrame,
  StopFrame,
  StreamDirections,
  StreamFrame,
  SubscribedFrame,
  SubscribeFrame,
  SubscribePatternFrame,
  UnsubscribeFrame,
  UpdateMemberFrame,
  WelcomeFrame,
  WelcomeLimits,
  WireMember,
  WirePatternSince,
  WireSince,
} from "./wire/frames.js";
export { encodings, gapReasons, kinds, streamDirections, subprotocol } from "./wire/frames.js";
export { Raw } from "./wire/raw.js";
export { rawOf } from "./wire/raw-of.js";
export type { Wire } from "./wire/wire.js";

// For the sibling packages: streams.

export { Credit } from "./stream/credit.js";
export { type Items, isItems, Pump, type Sink } from "./stream/pump.js";
export { StreamBuffer, type StreamBufferOptions } from "./stream/stream-buffer.js";

// What printed codecs call.

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
} from "./codec/codec-helpers.js";
