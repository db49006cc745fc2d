import { brokerBehaviour } from "../../src/topics/broker-behaviour.js";
import { MemoryBroker } from "../../src/topics/memory-broker.js";
import { LateBroker } from "./late-broker.js";

brokerBehaviour("the in-memory broker", () => {
  const clock = new Clock();
  return { broker: new MemoryBroker(clock.now), now: clock.now, advance: clock.advance };
});

brokerBehaviour("a broker that answers late", () => {
  const clock = new Clock();
  return { broker: new LateBroker(undefined, clock.now), now: clock.now, advance: clock.advance };
});

class Clock {
  #nowMs = 1_000_000;
  readonly now = (): number => this.#nowMs;
  readonly advance = (ms: number): void => {
    this.#nowMs += ms;
  };
}
