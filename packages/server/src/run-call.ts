import { encodings, HawserError, kinds, type Wire } from "@hawser/core";
import { attempt } from "./attempt.js";
import type { BoundProcedure, Payload } from "./bind.js";
import { limitExceeded } from "./limit-exceeded.js";
import { readPayload, writePayload } from "./payload.js";
import type { Peer } from "./peer.js";
import { RunningCall } from "./running-call.js";
import { validate } from "./validate.js";

/**
 * Answers one call: decode, validate, run the handler, validate what it returns, encode. As long as nothing on the way
 * is a promise the call is answered in the same turn, with nothing kept.
 */
export function runCall(peer: Peer, id: number, target: Wire, wire: Wire): void {
  const procedure = findProcedure(peer, target);
  if (!procedure) {
    peer.sendError(
      id,
      new HawserError("unknown_procedure", `the schema has no procedure ${String(target).slice(0, 100)}`),
    );
    return;
  }
  const { limits, definitions } = peer.services;
  if (peer.calls.size >= limits.maxCallsInFlight) {
    peer.sendError(id, limitExceeded("maxCallsInFlight", limits.maxCallsInFlight, "too many calls run at once"));
    return;
  }
  const call = new RunningCall(peer, id, procedure);
  const encoding = typeof target === "number" ? encodings.positional : encodings.maps;
  attempt(
    call,
    () => readPayload(procedure.input, wire, encoding, definitions),
    (input) => invoke(call, input),
    (error) => refuse(call, error),
  );
}

/** The caller no longer wants the answer: it gets one at once, and the handler is told. */
export function cancelCall(peer: Peer, id: number): void {
  const call = peer.calls.get(id);
  // The answer and the cancel may cross on their way.
  if (!call) return;
  peer.calls.delete(id);
  const reason = new HawserError("cancelled", "the caller cancelled the call");
  peer.sendError(id, reason);
  call.abort(reason);
}

/** A path always means maps; a number means what the schema says, so it needs the same schema on both ends. */
function findProcedure({ services, encoding }: Peer, target: Wire): BoundProcedure | undefined {
  if (typeof target === "string") return services.proceduresByPath.get(target);
  // A frame may hold anything here, and an array's text may be the name of one of the list's own members.
  if (typeof target !== "number" || encoding !== encodings.positional) return undefined;
  return services.procedures[target];
}

function invoke(call: RunningCall, input: unknown): void {
  attempt(
    call,
    () => call.procedure.handler(input, call),
    (output) => answer(call, output),
    (error) => fail(call, error),
  );
}

function answer(call: RunningCall, output: unknown): void {
  const { output: declared } = call.procedure;
  attempt(
    call,
    () => (declared ? validate(declared.type, output) : undefined),
    (value) => succeed(call, value),
    (error) => fail(call, new Error(`${call.path} returned what its schema does not declare`, { cause: error })),
  );
}

function succeed(call: RunningCall, value: unknown): void {
  const { peer, id, procedure } = call;
  let frame: Wire[];
  try {
    frame = procedure.output
      ? [kinds.result, id, writePayload(procedure.output, value, peer.encoding)]
      : [kinds.result, id];
  } catch (error) {
    fail(call, error);
    return;
  }
  peer.calls.delete(id);
  peer.send(frame);
}

/** What the caller sent is wrong, and it is told what. */
function refuse(call: RunningCall, error: unknown): void {
  call.peer.calls.delete(call.id);
  if (error instanceof HawserError) call.peer.sendError(call.id, error);
  else fail(call, error);
}

/** The handler failed: on purpose, with an error that its procedure declares, or in a way that is nobody's business. */
function fail(call: RunningCall, error: unknown): void {
  const { peer, id, procedure } = call;
  const declared = call.raised(error) && procedure.errors.get(error.code);
  if (declared) {
    attempt(
      call,
      () => validate(declared.type, error.data),
      (data) => failAsDeclared(call, error, declared, data),
      (cause) => fail(call, new Error(`the data of ${error.code} is not what ${call.path} declares`, { cause })),
    );
    return;
  }
  peer.calls.delete(id);
  if (call.raised(error) && error.code === "forbidden") {
    peer.sendError(id, error);
    return;
  }
  peer.services.onError({ during: "call", path: call.path, session: call.session, cause: error });
  peer.sendError(id, new HawserError("internal", "the handler failed"));
}

function failAsDeclared(call: RunningCall, { code, detail }: HawserError, declared: Payload, data: unknown): void {
  const { peer, id } = call;
  let frame: Wire[];
  try {
    // Data that is undefined is a value, too, and not the same as no data.
    frame = [kinds.error, id, code, detail, writePayload(declared, data, peer.encoding)];
  } catch (error) {
    fail(call, error);
    return;
  }
  peer.calls.delete(id);
  peer.send(frame);
}
