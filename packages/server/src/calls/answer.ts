import { type Encoding, errorFacts, isItems, isOwnCode, kinds, toWire, type Wire } from "@hawser/core";
import { attempt } from "../attempt.js";
import { report } from "../fault.js";
import { writePayload } from "../payload.js";
import { refusal } from "../refusal.js";
import { validate } from "../validate.js";
import type { Outcome } from "./outcome.js";
import { OutputStream } from "./output-stream.js";
import type { RunningCall } from "./running-call.js";

/** Answers a call with what its handler returned: validates, encodes, sends. */
export function answer(call: RunningCall, output: unknown): void {
  const { output: declared, streamsOutput } = call.procedure;
  if (streamsOutput) streamOut(call, output);
  else if (!declared) settle(call, { ok: true, value: undefined });
  else {
    attempt(
      call,
      () => validate(declared, output),
      (checked) => {
        if (checked.ok) settle(call, { ok: true, value: checked.value });
        else fail(call, undeclared(call, checked.error));
      },
      (error) => fail(call, error),
    );
  }
}

/** The handler failed: on purpose, with an error that reaches the caller, or in a way that is nobody's business. */
export function fail(call: RunningCall, error: unknown): void {
  if (!call.raised(error)) {
    failInternally(call, error);
    return;
  }
  const { code, detail, data } = error;
  const declared = call.procedure.errors.get(code);
  if (!declared) {
    if (!isOwnCode(code)) {
      failInternally(call, new Error(`${call.path} does not declare the error ${code}`, { cause: error }));
      return;
    }
    if (call.hasBegun && isNotRunCode(code)) {
      failInternally(call, new Error(`${call.path} ran, and cannot say ${code} any more`, { cause: error }));
      return;
    }
    // A middleware's own limit counts like the server's.
    if (code === "limit_exceeded" && data)
      call.peer.services.observers?.limitReached((data as { limit: string }).limit);
    settle(call, { ok: false, isDeclared: false, code, detail, data }, error);
    return;
  }
  attempt(
    call,
    () => validate(declared, data),
    (checked) => {
      if (checked.ok) settle(call, { ok: false, isDeclared: true, code, detail, data: checked.value }, error);
      else {
        const cause = checked.error;
        failInternally(call, new Error(`the data of ${code} is not what ${call.path} declares`, { cause }));
      }
    },
    (cause) => failInternally(call, cause),
  );
}

/** Codes that promise the caller that its call has not run. */
function isNotRunCode(code: string): boolean {
  return isOwnCode(code) && !errorFacts[code].mayHaveRun;
}

/** Gives a caller that repeats a call what the first run of it ended with. */
export function replay(call: RunningCall, outcome: Outcome): void {
  call.answerMetadata = outcome.metadata;
  settle(call, outcome);
}

/** Keeps the outcome of an idempotent call, then sends it; any other is sent at once. */
function settle(call: RunningCall, outcome: Outcome, error?: unknown): void {
  let frame: Wire[];
  try {
    frame = frameOf(call, outcome, call.peer.encoding);
  } catch (cause) {
    failInternally(call, cause);
    return;
  }
  const kept = call.claim?.settle({ ...outcome, metadata: call.answerMetadata });
  if (!kept) send(call, frame, outcome, error);
  else {
    attempt(
      call,
      () => kept,
      () => send(call, frame, outcome, error),
      (cause) => failInternally(call, cause),
    );
  }
}

function send(call: RunningCall, frame: Wire[], outcome: Outcome, error: unknown): void {
  call.peer.send(frame);
  call.finish(outcome.ok ? "ok" : outcome.code, error);
}

function frameOf(call: RunningCall, outcome: Outcome, encoding: Encoding): Wire[] {
  const { id, procedure, answerMetadata } = call;
  const frame: Wire[] = outcome.ok
    ? procedure.output && !procedure.streamsOutput
      ? [kinds.result, id, writePayload(procedure.output, outcome.value, encoding)]
      : [kinds.result, id]
    : errorFrame(call, outcome, encoding);
  const { answer } = call.peer.services.metadata;
  if (!answerMetadata || !answer) return frame;
  const place = outcome.ok ? 3 : 5;
  while (frame.length < place) frame.push(null);
  frame.push(writePayload(answer, answerMetadata.value, encoding));
  return frame;
}

function errorFrame({ id, procedure }: RunningCall, outcome: Outcome & { ok: false }, encoding: Encoding): Wire[] {
  const { code, detail, data, isDeclared } = outcome;
  const declared = isDeclared ? procedure.errors.get(code) : undefined;
  if (declared) return [kinds.error, id, code, detail, writePayload(declared, data, encoding)];
  return data === undefined ? [kinds.error, id, code, detail] : [kinds.error, id, code, detail, toWire(data)];
}

function streamOut(call: RunningCall, source: unknown): void {
  const { peer, id, path, procedure } = call;
  attempt(
    call,
    () => {
      if (!isItems(source)) throw new Error(`${path} returned nothing that can be iterated`);
      // A procedure that streams has streams, and declares their items.
      const streams = call.callStreams as NonNullable<typeof call.callStreams>;
      const item = procedure.output as NonNullable<typeof procedure.output>;
      const invalid = (cause: unknown): Error => undeclared(call, cause);
      const failed = (cause: unknown): void => reportFault(call, cause);
      const output = streams.openOutput(
        (creditBytes) => new OutputStream({ peer, id, item, source, creditBytes, invalid, failed }),
      );
      return output.run();
    },
    () => settle(call, { ok: true, value: undefined }),
    (error) => fail(call, error),
  );
}

function failInternally(call: RunningCall, error: unknown): void {
  const { code, detail } = refusal("internal", "the handler failed");
  const frame = [kinds.error, call.id, code, detail];
  void call.claim?.settle({ ok: false, isDeclared: false, code, detail, data: undefined });
  call.peer.send(frame);
  call.finish(code, error);
  reportFault(call, error);
}

function reportFault({ peer, path, session }: RunningCall, cause: unknown): void {
  report(peer.services, { during: "call", path, session, cause });
}

function undeclared({ path }: RunningCall, cause: unknown): Error {
  return new Error(`${path} returned what its schema does not declare`, { cause });
}
