import { expectTypeOf } from "vitest";
import {
  type DataOf,
  type ErrorCode,
  HawserError,
  isHawserError,
  type OwnError,
  type ValidationIssue,
} from "./index.js";

// Checked by `tsc`: what a code tells of an error.

expectTypeOf<DataOf<"invalid_input">>().toEqualTypeOf<{ issues: readonly ValidationIssue[] }>();
expectTypeOf<DataOf<"limit_exceeded">>().toEqualTypeOf<{ limit: string; max: number }>();
expectTypeOf<DataOf<"timeout">>().toEqualTypeOf<undefined>();

const error = new HawserError("RoomNotFound", "no such room", { data: { room: "r1" } });
expectTypeOf(error.code).toEqualTypeOf<"RoomNotFound">();
expectTypeOf(error.data).toEqualTypeOf<{ room: string }>();
expectTypeOf(error).toExtend<Error>();

// The union of Hawser's own errors narrows by its code, together with a procedure's.
declare const caught: OwnError | HawserError<"RoomNotFound", { room: string }>;
expectTypeOf(caught.code).toEqualTypeOf<ErrorCode | "RoomNotFound">();
if (caught.code === "RoomNotFound") expectTypeOf(caught.data).toEqualTypeOf<{ room: string }>();
if (caught.code === "invalid_input") expectTypeOf(caught.data.issues).toEqualTypeOf<readonly ValidationIssue[]>();
if (caught.code === "cancelled") expectTypeOf(caught.data).toEqualTypeOf<undefined>();

declare const unknown: unknown;
if (isHawserError(unknown)) expectTypeOf(unknown.code).toEqualTypeOf<string>();
