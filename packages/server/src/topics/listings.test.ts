import { expect, test } from "vitest";
import type { ListingListener } from "./broker.js";
import { Listings } from "./listings.js";

test("a follower is told of what is listed, and of what comes, each once", () => {
  const listings = new Listings();
  listings.add("a", of("topic", 1));
  const follower = new Follower();
  listings.follow("topic", follower);
  listings.add("a", of("topic", 1));
  listings.add("b", of("topic", 2));
  listings.add("c", of("another", 3));
  expect(follower.told).toEqual(["a 1", "b 2"]);
});

test("what is no longer listed is not told of, and is told of anew when it is again", () => {
  const listings = new Listings();
  const early = new Follower();
  listings.follow("topic", early);
  listings.add("a", of("topic", 1));
  listings.delete("a", "topic");
  listings.delete("never there", "topic");
  listings.delete("a", "never followed");
  const late = new Follower();
  listings.follow("topic", late);
  expect(late.told).toEqual([]);
  listings.add("a", of("topic", 1));
  expect([early.told, late.told]).toEqual([["a 1", "a 1"], ["a 1"]]);
});

test("one that has ended is told nothing, and ends nobody else however often it is said", () => {
  const listings = new Listings();
  const [leaving, staying] = [new Follower(), new Follower()];
  const ending = listings.follow("topic", leaving);
  ending.end();
  listings.follow("topic", staying);
  ending.end();
  listings.add("a", of("topic", 1));
  expect([leaving.told, staying.told]).toEqual([[], ["a 1"]]);
});

test("followers may come and go while they are told", () => {
  const listings = new Listings();
  const late = new Follower();
  const fickle = listings.follow("topic", {
    listed: () => {
      fickle.end();
      listings.follow("topic", late);
    },
  });
  listings.add("a", of("topic", 1));
  listings.add("b", of("topic", 2));
  expect(late.told).toEqual(["a 1", "b 2"]);
});

class Follower implements ListingListener {
  readonly told: string[] = [];

  listed(log: string, [first]: Uint8Array): void {
    this.told.push(`${log} ${first}`);
  }
}

function of(topic: string, byte: number) {
  return { topic, params: Uint8Array.of(byte) };
}
