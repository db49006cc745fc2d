import { expect, test, vi } from "vitest";
import type { Message } from "../chat.client.js";
import { Conversation } from "./conversation.js";

const self = { nick: "Ada", isOnline: true, owns: () => false };

function conversation(onChange: () => void = () => {}): Conversation {
  return new Conversation("lobby", self, onChange);
}

function message(text: string, minute: number, from = "Grace"): Message {
  const sentAt = new Date(Date.UTC(2026, 0, 1, 12, minute));
  return { id: `id of ${text}`, room: "lobby", from, text, mark: `mark of ${text}`, sentAt };
}

function textsOf(of: Conversation): string[] {
  return of.lines.map(({ text }) => text);
}

test("messages stand in the order of their time, however they came", () => {
  const lobby = conversation();
  lobby.add(message("two", 2));
  lobby.loaded(message("one", 1), message("two", 2), message("three", 3));
  expect(textsOf(lobby)).toEqual(["one", "two", "three"]);
  expect(lobby.isLoading).toBe(false);
});

test("a note stays where it was written", () => {
  const lobby = conversation();
  lobby.add(message("before", 1));
  lobby.note("a gap", "gap");
  lobby.add(message("after", 3), message("late", 2));
  expect(textsOf(lobby)).toEqual(["before", "a gap", "late", "after"]);
});

test("a note that was written while nothing was there comes after what was said before", () => {
  const lobby = conversation();
  lobby.note("welcome", "welcome");
  lobby.loaded(message("two", 2), message("one", 1));
  expect(textsOf(lobby)).toEqual(["one", "two", "welcome"]);
});

test("a draft keeps its row when it becomes a message", () => {
  const lobby = conversation();
  lobby.draft({ mark: "mark of hi", text: "hi" });
  const [draft] = lobby.lines;
  expect(draft).toMatchObject({ text: "hi", isMine: true, state: "sending" });
  lobby.add(message("hi", 1, "Ada"));
  expect(lobby.lines).toMatchObject([{ key: draft?.key, text: "hi", isMine: true, state: "sent" }]);
});

test("a draft waits without a connection, and says why it failed", () => {
  const lobby = new Conversation("lobby", { ...self, isOnline: false }, () => {});
  lobby.draft({ mark: "1", text: "hi" });
  lobby.draft({ mark: "2", text: "there" });
  lobby.draft({ mark: "2", text: "there", problem: "No." });
  expect(lobby.lines).toMatchObject([{ state: "waiting" }, { state: "failed", draft: { problem: "No." } }]);
  lobby.discard({ mark: "2", text: "there" });
  expect(textsOf(lobby)).toEqual(["hi"]);
});

test("a message that a restarted server got again is not shown again", () => {
  const lobby = conversation();
  lobby.add(message("hi", 1));
  lobby.add({ ...message("hi", 5), id: "another id" });
  expect(textsOf(lobby)).toEqual(["hi"]);
});

test("lines of one person belong together for five minutes, unless something is between them", () => {
  const lobby = conversation();
  lobby.add(message("one", 0), message("two", 4), message("three", 9), message("mine", 9, "Ada"));
  lobby.note("a note", "welcome");
  lobby.add(message("after it", 9, "Ada"));
  const continued = lobby.lines.map((line) => line.kind === "said" && line.continues);
  expect(continued).toEqual([false, true, false, false, false, false]);
});

test("who made the room may show out the others", () => {
  const lobby = new Conversation("lobby", { ...self, owns: (room) => room === "lobby" }, () => {});
  lobby.add(message("theirs", 1), message("mine", 2, "Ada"));
  lobby.draft({ mark: "1", text: "hi" });
  expect(lobby.lines.map((line) => line.kind === "said" && line.canShowOut)).toEqual([true, false, false]);
});

test("it knows between which times it reaches", () => {
  const lobby = conversation();
  expect([lobby.oldest, lobby.newest]).toEqual([undefined, undefined]);
  lobby.note("a gap", "gap");
  lobby.add(message("two", 2), message("one", 1));
  lobby.note("a gap", "gap");
  expect([lobby.oldest, lobby.newest]).toEqual([message("one", 1).sentAt, message("two", 2).sentAt]);
});

test("every change is told once", () => {
  const onChange = vi.fn();
  const lobby = conversation(onChange);
  lobby.loaded(message("one", 1), message("two", 2));
  lobby.note("a note", "gap");
  lobby.completed();
  expect(onChange).toHaveBeenCalledTimes(3);
});
