import { expect, test } from "vitest";
import { Tokens } from "./tokens.js";

test("a token says who a guest is, until it expires", () => {
  let nowMs = 1_000;
  const tokens = new Tokens({ lifeMs: 500, now: () => nowMs });
  const token = tokens.sign({ id: "one", nick: "Ada" });
  expect(tokens.verify(token)).toEqual({ id: "one", nick: "Ada", expiresAt: new Date(1_500) });
  expect(tokens.verify(tokens.sign({ id: "two", nick: undefined }))).toMatchObject({ id: "two", nick: undefined });
  nowMs = 1_500;
  expect(tokens.verify(token)).toBeUndefined();
});

test("another server takes it only if it has the key", () => {
  const token = new Tokens({ key: "shared" }).sign({ id: "one", nick: "Ada" });
  expect(new Tokens({ key: "shared" }).verify(token)).toMatchObject({ id: "one" });
  expect(new Tokens({ key: "other" }).verify(token)).toBeUndefined();
  expect(new Tokens().verify(token)).toBeUndefined();
});

test("a token that was changed is none", () => {
  const tokens = new Tokens();
  const [body = "", signature = ""] = tokens.sign({ id: "one", nick: "Ada" }).split(".");
  const forged = Buffer.from(JSON.stringify({ id: "two", expiresAtMs: 1e15 })).toString("base64url");
  for (const token of [
    "",
    ".",
    body,
    `${body}.`,
    `.${signature}`,
    `${forged}.${signature}`,
    `${body}.${signature}AAAA`,
  ]) {
    expect(tokens.verify(token)).toBeUndefined();
  }
});
