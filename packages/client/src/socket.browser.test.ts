import { afterEach, expect, test, vi } from "vitest";
import { openSocket } from "./socket.browser.js";

afterEach(() => vi.unstubAllGlobals());

test("opens the runtime's own WebSocket", () => {
  const made: unknown[] = [];
  vi.stubGlobal(
    "WebSocket",
    class {
      constructor(url: string, subprotocols: string[]) {
        made.push([url, subprotocols]);
      }
    },
  );
  openSocket("ws://host/", ["hawser.1"]);
  expect(made).toEqual([["ws://host/", ["hawser.1"]]]);
});

test("without one, the error says what to do", () => {
  vi.stubGlobal("WebSocket", undefined);
  expect(() => openSocket("ws://host/", [])).toThrow(
    "unavailable: this runtime has no WebSocket; hand one over with the option `socket`",
  );
});
