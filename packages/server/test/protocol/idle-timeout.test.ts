import { describe, expect, test } from "vitest";
import { overTransports } from "./over-transports.js";
import { serveRules } from "./rules-server.js";

/** The shortest that a server takes. */
const idleTimeoutMs = 8_000;

// Both only wait.
describe.concurrent("silence", () => {
  overTransports("idleTimeoutMs", (rig) => {
    test("a client that answers no ping is dropped, a silent one that does is not", { timeout: 30_000 }, async () => {
      const { port, server } = await serveRules(rig, { limits: { idleTimeoutMs } });
      const dead = await rig.open(port, { autoPong: false });
      const silent = await rig.open(port);
      const startedAtMs = Date.now();
      const { code } = await dead.closed;
      expect(code).toBe(1006);
      const tookMs = Date.now() - startedAtMs;
      expect(tookMs).toBeGreaterThan(idleTimeoutMs / 2);
      expect(tookMs).toBeLessThan(2 * idleTimeoutMs);
      expect(server.connectionCount).toBe(1);
      expect(await silent.exchange([2, 0, "nothing"])).toEqual([[3, 0]]);
    });
  });
});
