import type { Encoding, Wire } from "@hawser/core";
import { attempt } from "../attempt.js";
import type { Peer } from "../connections/peer.js";
import { readPayload } from "../payload.js";
import { type Refusal, refusal } from "../refusal.js";
import { encodingOf, find, shown } from "../target.js";
import type { Checked } from "../validate.js";
import { answer, fail, replay } from "./answer.js";
import { carrierOf } from "./carrier.js";
import { InputStream } from "./input-stream.js";
import { type Request, refusalOf } from "./request.js";
import { RunningCall } from "./running-call.js";

/**
 * Answers one call: decode, validate, run the handler, validate what it returns, encode. As long as nothing on the way
 * is a promise the call is answered in the same turn, with nothing kept.
 */
export function runCall(peer: Peer, request: Request): void {
  const { id, target, timeoutMs, key, carrier } = request;
  const { services, session } = peer;
  const procedure = find(services.procedures, target, peer);
  if (!procedure) {
    peer.sendError(id, refusal("unknown_procedure", `the schema has no procedure ${shown(target)}`));
    return;
  }
  const { path, streams } = procedure;
  const observation = services.observers?.call({ path, session, streams, carrier: carrierOf(carrier) });
  const reason = refusalOf(peer, procedure, request);
  if (reason) {
    peer.sendError(id, reason);
    observation?.ended({ code: reason.code, durationMs: 0 });
    return;
  }
  const call = new RunningCall(peer, { id, procedure, timeoutMs, key, carrier, observation });
  const encoding = encodingOf(target);
  if (call.callStreams && procedure.streamsInput) call.callStreams.input = inputOf(call, encoding);
  if (services.metadata.call) withMetadata(call, request, encoding);
  else receive(call, request.input, encoding);
}

/** Made before anything is waited for: items may come in the same message. */
function inputOf(call: RunningCall, encoding: Encoding): InputStream {
  const { peer, id, procedure } = call;
  return new InputStream({ peer, id, item: procedure.input, encoding, refuse: (reason) => call.giveUp(reason) });
}

function withMetadata(call: RunningCall, { metadata, input }: Request, encoding: Encoding): void {
  const { definitions, metadata: declared } = call.peer.services;
  attempt(
    call,
    () => readPayload(declared.call, metadata, encoding, definitions),
    (checked) => {
      if (!checked.ok) refuse(call, checked.error);
      else {
        call.metadata = checked.value as never;
        receive(call, input, encoding);
      }
    },
    (error) => fail(call, error),
  );
}

function receive(call: RunningCall, wire: Wire, encoding: Encoding): void {
  attempt(
    call,
    () => inputFor(call, wire, encoding),
    (input) => {
      if (!input.ok) refuse(call, input.error);
      else invoke(call, input.value);
    },
    (error) => fail(call, error),
  );
}

function inputFor(call: RunningCall, wire: Wire, encoding: Encoding): Checked | Promise<Checked> {
  const items = call.callStreams?.input?.items;
  if (items) return { ok: true, value: items };
  return readPayload(call.procedure.input, wire, encoding, call.peer.services.definitions);
}

/** The call is over before its handler began. */
function refuse(call: RunningCall, reason: Refusal): void {
  call.peer.sendError(call.id, reason);
  call.finish(reason.code);
}

function invoke(call: RunningCall, input: unknown): void {
  call.input = input;
  attempt(
    call,
    () => call.run(),
    (output) => (call.replayed ? replay(call, call.replayed.outcome) : answer(call, output)),
    (error) => {
      if (call.replayed?.error && call.replayed.error === error) replay(call, call.replayed.outcome);
      else fail(call, error);
    },
  );
}
