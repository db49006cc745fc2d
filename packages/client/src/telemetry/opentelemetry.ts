import {
  type Attributes,
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";
import type { Interceptor } from "../interceptor.js";

export interface OpenTelemetryOptions {
  /** Where spans are made. @default the provider that is registered globally */
  readonly tracerProvider?: TracerProvider;
}

/**
 * Traces calls with OpenTelemetry: a span per call, from when it is made until the caller has its outcome, of a stream
 * until it was read. It is a child of the active span, and its context goes along to the server, whose span becomes its
 * child.
 *
 * Names follow OpenTelemetry's semantic conventions for RPC. The context manager and the propagator are those that the
 * application registered globally; without any, nothing is recorded or sent.
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): Interceptor {
  const tracer = (options.tracerProvider ?? trace.getTracerProvider()).getTracer("@hawser/client");
  return (call, next) => {
    const method = `${call.schema}/${call.path}`;
    const attributes: Attributes = { "rpc.system.name": "hawser", "rpc.method": method };
    if (call.streams) attributes["hawser.streams"] = call.streams;
    const span = tracer.startSpan(method, { kind: SpanKind.CLIENT, attributes });
    call.onEnd(({ code, error }) => {
      span.setAttribute("rpc.response.status_code", code);
      // Without an error the caller has left a stream, which is no failure of anybody's.
      if (error !== undefined) {
        span.setAttribute("error.type", code);
        span.setStatus({ code: SpanStatusCode.ERROR });
        span.recordException(error instanceof Error ? error : String(error));
      }
      span.end();
    });
    const active = trace.setSpan(context.active(), span);
    const carrier: Record<string, string> = { ...call.carrier };
    propagation.inject(active, carrier);
    return context.with(active, () => next({ carrier }));
  };
}
