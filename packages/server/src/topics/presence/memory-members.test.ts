import { expect, test } from "vitest";
import type { MemberChange } from "../broker.js";
import { MemoryMembers } from "./memory-members.js";

test("each log has members of its own, the latest of an id", () => {
  const members = new MemoryMembers();
  members.enter("a", member("ann", "1", 1));
  members.enter("a", member("ann", "2", 2));
  members.enter("b", member("bob", "1", 3));
  expect(idsIn(members, "a")).toEqual(["ann 2"]);
  expect(idsIn(members, "b")).toEqual(["bob 3"]);
  expect(idsIn(members, "c")).toEqual([]);
});

test("only the lease with which it is there takes a member away", () => {
  const members = new MemoryMembers();
  const told = listen(members, "a");
  members.leave("a", { id: "ann", lease: "1" });
  members.enter("a", member("ann", "1", 1));
  members.enter("a", member("ann", "2", 1));
  members.leave("a", { id: "ann", lease: "1" });
  members.leave("b", { id: "ann", lease: "2" });
  expect(idsIn(members, "a")).toEqual(["ann 1"]);
  members.leave("a", { id: "ann", lease: "2" });
  expect(idsIn(members, "a")).toEqual([]);
  expect(told).toEqual(["ann 1", "ann 1", "ann left"]);
});

test("who has ended is told nothing, and takes nobody's place when it ends again", () => {
  const members = new MemoryMembers();
  const attendance = members.attend("a", { changed: () => expect.unreachable() });
  attendance.end();
  const told = listen(members, "a");
  attendance.end();
  members.enter("a", member("ann", "1", 1));
  attendance.end();
  members.leave("a", { id: "ann", lease: "1" });
  expect(told).toEqual(["ann 1", "ann left"]);
});

test("listeners may come and go while they are told", () => {
  const members = new MemoryMembers();
  let told: string[] = [];
  const fickle = members.attend("a", {
    changed: () => {
      fickle.end();
      told = listen(members, "a");
    },
  });
  members.enter("a", member("ann", "1", 1));
  members.enter("a", member("bob", "1", 2));
  expect(told).toEqual(["bob 2"]);
});

function member(id: string, lease: string, byte: number) {
  return { id, lease, bytes: Uint8Array.of(byte) };
}

function idsIn(members: MemoryMembers, log: string): string[] {
  const attendance = members.attend(log, { changed: () => undefined });
  attendance.end();
  return attendance.members.map(inWords);
}

function listen(members: MemoryMembers, log: string): string[] {
  const told: string[] = [];
  members.attend(log, { changed: (changes) => told.push(...changes.map(inWords)) });
  return told;
}

function inWords({ id, bytes }: MemberChange): string {
  return bytes ? `${id} ${bytes[0]}` : `${id} left`;
}
