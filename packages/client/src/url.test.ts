import { afterEach, expect, test, vi } from "vitest";
import { webSocketUrl } from "./url.js";

afterEach(() => vi.unstubAllGlobals());

test.each([
  ["ws://host/rpc", "ws://host/rpc"],
  ["wss://host:3000/rpc?room=1", "wss://host:3000/rpc?room=1"],
  ["http://host/rpc", "ws://host/rpc"],
  ["https://host", "wss://host/"],
  ["ws://host/rpc#fragment", "ws://host/rpc"],
  [new URL("https://host/rpc"), "wss://host/rpc"],
])("%s is %s", (url, expected) => {
  expect(webSocketUrl(url)).toBe(expected);
});

test.each([
  ["/rpc", "https://page.example/app/index.html", "wss://page.example/rpc"],
  ["rpc", "http://localhost:3000/app/", "ws://localhost:3000/app/rpc"],
])("in a page, %s on %s is %s", (url, href, expected) => {
  vi.stubGlobal("location", { href });
  expect(webSocketUrl(url)).toBe(expected);
});

test.each([
  ["/rpc", /"\/rpc" is no URL; outside a page it must be whole/],
  ["", /"" is no URL/],
  ["ftp://host/rpc", /"ftp:\/\/host\/rpc" does not begin with ws:, wss:, http: or https:/],
  ["localhost:3000/rpc", /"localhost:3000\/rpc" does not begin with ws:/],
])("refuses %s", (url, message) => {
  expect(() => webSocketUrl(url)).toThrow(message);
  expect(() => webSocketUrl(url)).toThrow(expect.objectContaining({ code: "invalid_input" }));
});
