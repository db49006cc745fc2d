import { beforeEach, describe } from "vitest";
import { backPressureBehaviour } from "./behaviour/back-pressure.js";
import { closingBehaviour } from "./behaviour/closing.js";
import { compressionBehaviour } from "./behaviour/compression.js";
import type { CreateTransport } from "./behaviour/create-transport.js";
import { groupsBehaviour } from "./behaviour/groups.js";
import { httpBehaviour } from "./behaviour/http.js";
import { listeningBehaviour } from "./behaviour/listening.js";
import { livenessBehaviour } from "./behaviour/liveness.js";
import { messagesBehaviour } from "./behaviour/messages.js";
import { tlsBehaviour } from "./behaviour/tls.js";
import { upgradeBehaviour } from "./behaviour/upgrade.js";

export interface TransportBehaviourOptions {
  /** The shortest `idleTimeoutMs` that the transport keeps; the tests of silence take about as long. */
  shortestIdleTimeoutMs: number;
  /** Whether sockets follow groups. */
  hasGroups: boolean;
  /** Why this machine cannot run the transport: all tests are skipped with this reason. */
  skip?: string | undefined;
}

/** Declares the tests that every implementation of {@link Transport} passes. */
export function transportBehaviour(name: string, create: CreateTransport, options: TransportBehaviourOptions): void {
  describe(`${name} behaves as a transport`, () => {
    beforeEach((context) => {
      if (options.skip) context.skip(options.skip);
    });
    describe("upgrade", () => upgradeBehaviour(create));
    describe("messages", () => messagesBehaviour(create));
    describe("back-pressure", () => backPressureBehaviour(create));
    describe("groups", () => groupsBehaviour(create, options.hasGroups));
    describe("closing", () => closingBehaviour(create));
    describe("liveness", () => livenessBehaviour(create, options.shortestIdleTimeoutMs));
    describe("compression", () => compressionBehaviour(create));
    describe("http", () => httpBehaviour(create));
    describe("listening", () => listeningBehaviour(create));
    describe("tls", () => tlsBehaviour(create));
  });
}
