import { describe, expect, test } from "vitest";
import { type AllowedOrigins, checkOrigins, originAllowed } from "./origin.js";

describe("same", () => {
  test.each([
    ["https://example.com", "example.com"],
    ["https://example.com", "example.com:443"],
    ["http://example.com", "example.com:80"],
    ["http://localhost:3000", "localhost:3000"],
    ["http://127.0.0.1:3000", "127.0.0.1:3000"],
    ["http://[::1]:3000", "[::1]:3000"],
    ["https://EXAMPLE.com", "example.COM"],
  ])("admits %s to %s", (origin, host) => {
    expect(originAllowed(origin, "same", host)).toBe(true);
  });

  test.each([
    ["https://example.com.evil.org", "example.com"],
    ["https://evil.org", "example.com"],
    ["https://evilexample.com", "example.com"],
    ["https://sub.example.com", "example.com"],
    ["https://example.com", "sub.example.com"],
    ["https://example.com:8443", "example.com"],
    ["https://example.com", "example.com:8443"],
    ["https://example.com", "example.com:80"],
    ["http://localhost:3001", "localhost:3000"],
    ["http://localhost", "127.0.0.1"],
    ["null", "null"],
    ["null", "example.com"],
    ["", "example.com"],
    ["example.com", "example.com"],
    ["file://", "example.com"],
    ["https://example.com@evil.org", "evil.org"],
    ["https://example.com/", "example.com"],
    ["https://example.com/path", "example.com"],
    ["https://example.com\\.evil.org", "example.com"],
    ["https://example.com, https://evil.org", "example.com"],
    ["https://example.com https://evil.org", "example.com"],
    ["https://example.com.", "example.com"],
    ["https://example.com", "example.com, evil.org"],
    ["https://example.com", "example.com/evil"],
    ["https://example.com", "user@example.com"],
    ["https://example.com", ""],
    ["chrome-extension://example.com", "example.com"],
  ])("refuses %s at %s", (origin, host) => {
    expect(originAllowed(origin, "same", host)).toBe(false);
  });

  test("refuses a page where the request names no host", () => {
    expect(originAllowed("https://example.com", "same", undefined)).toBe(false);
  });
});

describe("a list", () => {
  const allowed = ["https://app.example.com", "http://localhost:5173", "*.example.net", "http://*.example.org:8080"];

  test.each([
    "https://app.example.com",
    "https://app.example.com:443",
    "https://APP.example.com",
    "http://localhost:5173",
    "https://a.example.net",
    "https://xn--bcher-kva.example.net",
    "http://a.example.org:8080",
  ])("admits %s", (origin) => {
    expect(originAllowed(origin, allowed, "elsewhere")).toBe(true);
  });

  test.each([
    "http://app.example.com",
    "https://app.example.com:8443",
    "https://app.example.com.evil.org",
    "https://app-example.com",
    "https://example.com",
    "http://localhost",
    "http://localhost:51730",
    "https://example.net",
    "https://a.b.example.net",
    "https://.example.net",
    "https://example.net.evil.org",
    "https://a.example.net.evil.org",
    "https://evilexample.net",
    "http://a.example.net",
    "https://a.example.net:8443",
    "http://a.example.org",
    "https://a.example.org:8080",
    "https://evil.org/.example.net",
    "https://evil.org#.example.net",
    "https://evil.org?.example.net",
    "https://evil.org\\.example.net",
    "https://*.example.net",
    "null",
    "",
    // The host of the request does not matter.
    "https://elsewhere",
  ])("refuses %s", (origin) => {
    expect(originAllowed(origin, allowed, "elsewhere")).toBe(false);
  });

  test("of nothing admits no page", () => {
    expect(originAllowed("https://example.com", [], "example.com")).toBe(false);
  });
});

test("any admits every page", () => {
  for (const origin of ["https://evil.org", "null", "", "anything"]) {
    expect(originAllowed(origin, "any", "example.com")).toBe(true);
  }
});

test("every policy admits programs that are no browsers", () => {
  const policies: AllowedOrigins[] = ["same", "any", [], ["https://example.com"]];
  for (const allowed of policies) expect(originAllowed(undefined, allowed, undefined)).toBe(true);
});

test("checkOrigins accepts what can match", () => {
  for (const allowed of [
    "any",
    "same",
    [],
    ["https://example.com", "http://[::1]:80", "*.a.b", "http://*.a.b:8080"],
  ] as const) {
    expect(() => checkOrigins(allowed)).not.toThrow();
  }
});

test.each([
  "",
  "*",
  "example.com",
  "https://",
  "https://example.com/",
  "https://*",
  "wss://example.com",
  "https://a.*.com",
  "null",
  "**.a.b",
])("checkOrigins names %j", (entry) => {
  expect(() => checkOrigins(["https://example.com", entry])).toThrow(`"${entry}" is no origin`);
});
