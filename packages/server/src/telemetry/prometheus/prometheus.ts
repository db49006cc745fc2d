import { closeCodes } from "@hawser/core";
import { Counter, Gauge, Histogram, type Registry, register } from "prom-client";
import type {
  CallObservation,
  CallOutcome,
  MissedEvents,
  ObservedCall,
  Publication,
  ServerObserver,
  ServerState,
} from "../../observer.js";

export interface PrometheusOptions {
  /** Where the metrics are registered. @default prom-client's global registry */
  readonly registry?: Registry;
  /** What every name starts with; servers that share a registry need one each. @default "hawser_" */
  readonly prefix?: string;
  /** Upper bounds of the histogram of durations, in seconds. @default 1 ms to 10 s in thirteen steps */
  readonly durationBucketsSeconds?: readonly number[];
}

/**
 * Counts what a server does as Prometheus metrics. Labels are bounded: paths and names of limits come from the
 * schema and the server's code, and a close code that is no documented one counts as `other`. An observer watches one server.
 *
 * @throws an Error where the registry has a metric of that name already: give each server its own `prefix`.
 */
export function prometheus(options: PrometheusOptions = {}): ServerObserver {
  return new Metrics(options);
}

/** From a call that a server answers from memory to one at which nobody looks any more. */
const defaultBucketsSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

class Metrics implements ServerObserver {
  readonly #connects: Counter;
  readonly #disconnects: Counter<"code">;
  readonly #calls: Counter<"path" | "code">;
  readonly #durations: Histogram<"path">;
  readonly #limits: Counter<"limit">;
  readonly #publishes: Counter<"topic">;
  readonly #gaps: Counter<"topic" | "reason">;
  readonly #missedEvents: Counter<"topic" | "reason">;
  #state: ServerState | undefined;

  constructor({ registry = register, prefix = "hawser_", durationBucketsSeconds }: PrometheusOptions) {
    const named = (name: string, help: string) => ({ name: `${prefix}${name}`, help, registers: [registry] });
    const read = (name: string, help: string, value: (state: ServerState) => number): void => {
      const gauge: Gauge = new Gauge({
        ...named(name, help),
        collect: () => gauge.set(this.#state ? value(this.#state) : 0),
      });
    };
    read("connections", "Open connections.", (state) => state.connections);
    read("calls_in_flight", "Calls that run, streams included.", (state) => state.callsInFlight);
    read("subscriptions", "Subscriptions that hold.", (state) => state.subscriptions);
    read("buffered_bytes", "Bytes that wait for clients to read them.", (state) => state.bufferedBytes);
    this.#connects = new Counter(named("connects_total", "Connections that were welcomed."));
    this.#disconnects = new Counter({
      ...named("disconnects_total", "Connections that ended, by close code."),
      labelNames: ["code"],
    });
    this.#calls = new Counter({
      ...named("calls_total", "Calls that ended, by procedure and code; ok is one."),
      labelNames: ["path", "code"],
    });
    this.#durations = new Histogram({
      ...named("call_duration_seconds", "From a call's arrival to its end, by procedure."),
      labelNames: ["path"],
      buckets: [...(durationBucketsSeconds ?? defaultBucketsSeconds)],
    });
    this.#limits = new Counter({
      ...named("limits_total", "Times that a limit was reached, by its name."),
      labelNames: ["limit"],
    });
    this.#publishes = new Counter({
      ...named("publishes_total", "Events published, by topic."),
      labelNames: ["topic"],
    });
    this.#gaps = new Counter({
      ...named("gaps_total", "Times that a subscriber was told of events that do not come, by topic and reason."),
      labelNames: ["topic", "reason"],
    });
    this.#missedEvents = new Counter({
      ...named(
        "missed_events_total",
        "Events that did not come to a subscriber and of which it was told, by topic and reason.",
      ),
      labelNames: ["topic", "reason"],
    });
  }

  attached(state: ServerState): void {
    this.#state = state;
  }

  connected(): void {
    this.#connects.inc();
  }

  disconnected(_session: string, code: number): void {
    this.#disconnects.inc({ code: knownCloseCodes.has(code) ? code : "other" });
  }

  call({ path }: ObservedCall): CallObservation {
    return { ended: (outcome) => this.#ended(path, outcome) };
  }

  gap({ path: topic, reason, events }: MissedEvents): void {
    this.#gaps.inc({ topic, reason });
    this.#missedEvents.inc({ topic, reason }, events);
  }

  limitReached(limit: string): void {
    this.#limits.inc({ limit });
  }

  publish({ path, events }: Publication, run: () => void): void {
    run();
    // Behind it, so that an event which failed validation does not count.
    this.#publishes.inc({ topic: path }, events);
  }

  #ended(path: string, { code, durationMs }: CallOutcome): void {
    this.#calls.inc({ path, code });
    this.#durations.observe({ path }, durationMs / 1000);
  }
}

/** A peer may close with any code it likes; RFC 6455 7.4.1 adds 1005, no code, and 1006, no closing handshake, to ours. */
const knownCloseCodes: ReadonlySet<number> = new Set([...Object.values(closeCodes), 1005, 1006]);
