import {
  type Attributes,
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";
import type { CallObservation, CallOutcome, ObservedCall, Publication, ServerObserver } from "../observer.js";
import { within } from "./within.js";

export interface OpenTelemetryOptions {
  /** Where spans are made. @default the provider that is registered globally */
  readonly tracerProvider?: TracerProvider;
}

/**
 * Traces a server with OpenTelemetry: a span per call, and one per publish. A call's span continues the trace of a
 * caller that sent one, is the active span of the middleware and the handler, and lasts as long as the call; of a stream,
 * as long as the stream.
 *
 * Names follow OpenTelemetry's semantic conventions for RPC and for messaging. The context manager and the propagator
 * are those that the application registered globally; without any, nothing is recorded. An observer watches one server.
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): ServerObserver {
  const provider = options.tracerProvider ?? trace.getTracerProvider();
  return new Tracing(provider.getTracer("@hawser/server"));
}

class Tracing implements ServerObserver {
  #schema = "";

  constructor(private readonly tracer: Tracer) {}

  attached({ schema }: { readonly schema: string }): void {
    this.#schema = schema;
  }

  call({ path, session, streams, carrier }: ObservedCall): CallObservation {
    const method = `${this.#schema}/${path}`;
    const attributes: Attributes = { "rpc.system.name": "hawser", "rpc.method": method, "hawser.session": session };
    if (streams) attributes["hawser.streams"] = streams;
    // What is active here is the context in which the server was started, which is no parent of a call.
    const parent = propagation.extract(ROOT_CONTEXT, carrier);
    const span = this.tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, parent);
    const streamsOutput = streams === "output" || streams === "both";
    return new TracedCall(span, trace.setSpan(parent, span), streamsOutput);
  }

  publish({ path }: Publication, run: () => void): void {
    const attributes: Attributes = {
      "messaging.system": "hawser",
      "messaging.operation.name": "publish",
      "messaging.operation.type": "send",
      "messaging.destination.name": path,
    };
    const span = this.tracer.startSpan(`publish ${path}`, { kind: SpanKind.PRODUCER, attributes });
    try {
      context.with(trace.setSpan(context.active(), span), run);
    } catch (error) {
      fail(span, error instanceof Error ? error.name : "_OTHER", error);
      throw error;
    } finally {
      span.end();
    }
  }
}

class TracedCall implements CallObservation {
  constructor(
    private readonly span: Span,
    private readonly active: Context,
    private readonly streamsOutput: boolean,
  ) {}

  run<T>(work: () => T): T {
    const returned = context.with(this.active, work);
    return this.streamsOutput ? (within(this.active, returned) as T) : returned;
  }

  ended({ code, error }: CallOutcome): void {
    this.span.setAttribute("rpc.response.status_code", code);
    if (serverFailures.has(code)) fail(this.span, code, error);
    this.span.end();
  }
}

/**
 * Codes that are the server's failure. The others say that the caller asked for what it may not have, and are no error
 * of the server's span, as with gRPC and HTTP.
 */
const serverFailures: ReadonlySet<string> = new Set(["internal", "timeout", "unavailable"]);

function fail(span: Span, type: string, error: unknown): void {
  span.setAttribute("error.type", type);
  span.setStatus({ code: SpanStatusCode.ERROR });
  if (error !== undefined) span.recordException(error instanceof Error ? error : String(error));
}
