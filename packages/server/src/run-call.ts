import { HawserError, kinds, type Wire } from "@hawser/core";
import { attempt } from "./attempt.js";
import type { BoundPayload } from "./bind.js";
import { report } from "./fault.js";
import { readPayload, writePayload } from "./payload.js";
import type { Peer } from "./peer.js";
import { limitExceeded, refusal } from "./refusal.js";
import { RunningCall } from "./running-call.js";
import { encodingOf, find, shown } from "./target.js";
import { type Checked, validate } from "./validate.js";

/**
 * Answers one call: decode, validate, run the handler, validate what it returns, encode. As long as nothing on the way
 * is a promise the call is answered in the same turn, with nothing kept.
 */
export function runCall(peer: Peer, id: number, target: Wire, wire: Wire): void {
  const { procedures, limits, definitions } = peer.services;
  const procedure = find(procedures, target, peer);
  if (!procedure) {
    peer.sendError(id, refusal("unknown_procedure", `the schema has no procedure ${shown(target)}`));
    return;
  }
  const { maxCallsInFlight } = limits;
  // A cancelled call has its answer, but its handler may still run.
  if (Math.max(peer.calls.size, peer.runningCalls) >= maxCallsInFlight) {
    peer.sendError(id, limitExceeded("maxCallsInFlight", maxCallsInFlight, "too many calls run at once"));
    return;
  }
  const call = new RunningCall(peer, id, procedure);
  attempt(
    call,
    () => readPayload(procedure.input, wire, encodingOf(target), definitions),
    (input) => receive(call, input),
    (error) => fail(call, error),
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

function receive(call: RunningCall, input: Checked): void {
  if (input.ok) invoke(call, input.value);
  else {
    call.peer.calls.delete(call.id);
    call.peer.sendError(call.id, input.error);
  }
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
  if (!declared) {
    send(call, [kinds.result, call.id]);
    return;
  }
  attempt(
    call,
    () => validate(declared.type, output),
    (checked) => {
      if (checked.ok) encode(call, declared, checked.value, (wire) => [kinds.result, call.id, wire]);
      else fail(call, new Error(`${call.path} returned what its schema does not declare`, { cause: checked.error }));
    },
    (error) => fail(call, error),
  );
}

/** The handler failed: on purpose, with an error that its procedure declares, or in a way that is nobody's business. */
function fail(call: RunningCall, error: unknown): void {
  const { peer, id, procedure } = call;
  const declared = call.raised(error) && procedure.errors.get(error.code);
  if (declared) {
    attempt(
      call,
      () => validate(declared.type, error.data),
      (checked) => {
        // Data that is undefined is a value, too, and not the same as no data.
        const frame = (wire: Wire): Wire[] => [kinds.error, id, error.code, error.detail, wire];
        if (checked.ok) encode(call, declared, checked.value, frame);
        else
          fail(
            call,
            new Error(`the data of ${error.code} is not what ${call.path} declares`, { cause: checked.error }),
          );
      },
      (cause) => fail(call, cause),
    );
    return;
  }
  peer.calls.delete(id);
  if (call.raised(error) && error.code === "forbidden") {
    peer.sendError(id, error);
    return;
  }
  peer.sendError(id, refusal("internal", "the handler failed"));
  report(peer.services, { during: "call", path: call.path, session: call.session, cause: error });
}

/** Answers with a validated value, unless it cannot travel. */
function encode(call: RunningCall, payload: BoundPayload, value: unknown, frame: (wire: Wire) => Wire[]): void {
  let wire: Wire;
  try {
    wire = writePayload(payload, value, call.peer.encoding);
  } catch (error) {
    fail(call, error);
    return;
  }
  send(call, frame(wire));
}

function send(call: RunningCall, frame: Wire[]): void {
  call.peer.calls.delete(call.id);
  call.peer.send(frame);
}
