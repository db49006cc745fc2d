import { decodeBatch, fromWire, kinds, rawOf, toWire } from "@hawser/core";
import type { Refusal } from "../refusal.js";

/** How an idempotent call ended, as it is answered again to whoever repeats it. */
export type Outcome = {
  /** What the handler sent beside it; absent where it sent nothing. */
  readonly metadata?: { readonly value: unknown } | undefined;
} & (
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false;
      /** A code of the procedure's own, whose data is a payload. */
      readonly isDeclared: boolean;
      readonly code: string;
      readonly detail: string;
      readonly data: unknown;
    }
);

/** An outcome as bytes that a store can keep: frames in maps, which any version of the schema can read. */
export function packOutcome(outcome: Outcome): Uint8Array {
  const metadata = outcome.metadata ? [toWire(outcome.metadata.value)] : [];
  if (outcome.ok) return rawOf([kinds.result, toWire(outcome.value), metadata]).bytes;
  const { isDeclared, code, detail, data } = outcome;
  return rawOf([kinds.error, toWire(data), metadata, isDeclared, code, detail]).bytes;
}

/** @throws an Error for bytes that {@link packOutcome} did not make. */
export function unpackOutcome(bytes: Uint8Array): Outcome {
  const [frame] = decodeBatch(bytes).frames;
  const [kind, value, [...metadata], isDeclared, code, detail] = frame ?? [];
  const shared = metadata.length > 0 ? { metadata: { value: fromWire(metadata[0]) } } : {};
  if (kind === kinds.result) return { ok: true, value: fromWire(value), ...shared };
  return { ok: false, isDeclared, code, detail, data: fromWire(value), ...shared };
}

/** The outcome of a call that Hawser itself ended. */
export function refused({ code, detail, data }: Refusal): Outcome {
  return { ok: false, isDeclared: false, code, detail, data };
}
