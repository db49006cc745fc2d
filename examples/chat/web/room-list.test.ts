import { expect, test } from "vitest";
import type { Room } from "../chat.client.js";
import { RoomList } from "./room-list.js";

function room(name: string, messageCount: number): Room {
  return { name, about: "", messageCount };
}

function unreadOf(list: RoomList): Record<string, number> {
  return Object.fromEntries(list.rooms.map((each) => [each.name, list.unreadIn(each)]));
}

test("what was said before the page came is not unread, what comes later is", () => {
  const list = new RoomList(
    () => true,
    () => {},
  );
  list.replace([room("lobby", 5), room("harbour", 2)]);
  expect(unreadOf(list)).toEqual({ lobby: 0, harbour: 0 });
  list.put(room("lobby", 7));
  list.put(room("new", 1));
  expect(unreadOf(list)).toEqual({ lobby: 2, harbour: 0, new: 1 });
  expect(list.unread).toBe(3);
});

test("the open room is read while the guest sees it", () => {
  let isWatched = true;
  const list = new RoomList(
    () => isWatched,
    () => {},
  );
  list.replace([room("lobby", 0)]);
  list.open = "lobby";
  list.put(room("lobby", 1));
  expect(list.unread).toBe(0);
  isWatched = false;
  list.put(room("lobby", 2));
  expect(list.unread).toBe(1);
  isWatched = true;
  list.look();
  expect(list.unread).toBe(0);
});

test("a server that counts anew does not hide what it counts", () => {
  const list = new RoomList(
    () => true,
    () => {},
  );
  list.replace([room("lobby", 50)]);
  list.replace([room("lobby", 0)]);
  list.put(room("lobby", 1));
  expect(list.unread).toBe(1);
});
