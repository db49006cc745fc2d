import type { ServerFault } from "./fault.js";
import { report } from "./fault.js";
import type {
  CallObservation,
  CallOutcome,
  MissedEvents,
  ObservedCall,
  Publication,
  ServerObserver,
  ServerState,
} from "./observer.js";

/** All observers of a server as one. What one of them throws is reported, and the others never notice. */
export class Observers {
  readonly #observers: readonly ServerObserver[];
  readonly #onError: (fault: ServerFault) => void;

  constructor(observers: readonly ServerObserver[], onError: (fault: ServerFault) => void) {
    this.#observers = observers;
    this.#onError = onError;
  }

  attached(state: ServerState): void {
    this.#each((observer) => observer.attached?.(state));
  }

  connected(session: string): void {
    this.#each((observer) => observer.connected?.(session));
  }

  disconnected(session: string, code: number): void {
    this.#each((observer) => observer.disconnected?.(session, code));
  }

  limitReached(limit: string): void {
    this.#each((observer) => observer.limitReached?.(limit));
  }

  gap(gap: MissedEvents): void {
    this.#each((observer) => observer.gap?.(gap));
  }

  call(call: ObservedCall): Observation {
    const observations: CallObservation[] = [];
    this.#each((observer) => {
      const observation = observer.call?.(call);
      if (observation) observations.push(observation);
    });
    return new Observation(observations, (cause) => this.#report(cause));
  }

  /** @returns what `publish` returns. */
  publish<T>(publication: Publication, publish: () => T): T {
    let published: T | undefined;
    const run = (): void => {
      published = publish();
    };
    const around = this.#observers.reduceRight<() => void>((inner, observer) => {
      if (!observer.publish) return inner;
      return () =>
        surround(
          inner,
          (work) => observer.publish?.(publication, work),
          (cause) => this.#report(cause),
        );
    }, run);
    around();
    return published as T;
  }

  #each(tell: (observer: ServerObserver) => void): void {
    for (const observer of this.#observers) {
      try {
        tell(observer);
      } catch (cause) {
        this.#report(cause);
      }
    }
  }

  #report(cause: unknown): void {
    report({ onError: this.#onError }, { during: "observe", cause });
  }
}

/** What all observers see of one call. */
export class Observation {
  readonly #observations: readonly CallObservation[];
  readonly #failed: (cause: unknown) => void;

  /** @param failed told what an observer throws. */
  constructor(observations: readonly CallObservation[], failed: (cause: unknown) => void) {
    this.#observations = observations;
    this.#failed = failed;
  }

  run<T>(work: () => T): T {
    const around = this.#observations.reduceRight<() => T>((inner, observation) => {
      return observation.run ? () => surround(inner, (work) => observation.run?.(work), this.#failed) : inner;
    }, work);
    return around();
  }

  ended(outcome: CallOutcome): void {
    for (const observation of this.#observations) {
      try {
        observation.ended?.(outcome);
      } catch (cause) {
        this.#failed(cause);
      }
    }
  }
}

/** Does the work within what an observer puts around it, and as if there were none where the observer itself fails. */
function surround<T>(work: () => T, observe: (work: () => T) => unknown, failed: (cause: unknown) => void): T {
  let end: { readonly value: T } | { readonly error: unknown } | undefined;
  const observed = (): T => {
    try {
      const value = work();
      end = { value };
      return value;
    } catch (error) {
      end = { error };
      throw error;
    }
  };
  try {
    return observe(observed) as T;
  } catch (cause) {
    // What the work throws passes through.
    if (end && "error" in end && end.error === cause) throw cause;
    failed(cause);
  }
  if (!end) return work();
  if ("error" in end) throw end.error;
  return end.value;
}
