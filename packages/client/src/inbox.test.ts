import { expect, test } from "vitest";
import { settled } from "../test/fake-clock.js";
import { Inbox } from "./inbox.js";

function inbox(): { inbox: Inbox; delivered: (number[] | string)[] } {
  const delivered: (number[] | string)[] = [];
  return {
    inbox: new Inbox((message) => delivered.push(typeof message === "string" ? message : [...message])),
    delivered,
  };
}

test.each([
  ["an ArrayBuffer", Uint8Array.of(1, 2).buffer, [1, 2]],
  ["a Uint8Array", Uint8Array.of(0, 1, 2).subarray(1), [1, 2]],
  ["a Buffer", Buffer.from([1, 2]), [1, 2]],
  ["text", "hi", "hi"],
])("delivers %s at once", (_name, data, expected) => {
  const { inbox: box, delivered } = inbox();
  box.take(data);
  expect(delivered).toEqual([expected]);
});

/** A Blob that is read when the test says so. */
class SlowBlob extends Blob {
  read = () => {};
  override arrayBuffer(): Promise<ArrayBuffer> {
    return new Promise((resolve) => {
      this.read = () => void super.arrayBuffer().then(resolve);
    });
  }
}

/** Reading a real Blob takes more than microtasks. */
async function until(reached: () => boolean): Promise<void> {
  for (let i = 0; i < 1_000 && !reached(); i++) await settled();
}

test("what comes after a Blob waits for it", async () => {
  const { inbox: box, delivered } = inbox();
  const first = new SlowBlob([Uint8Array.of(1)]);
  const second = new SlowBlob([Uint8Array.of(2)]);
  box.take(first);
  box.take(second);
  box.take(Uint8Array.of(3).buffer);
  await settled();
  expect(delivered).toEqual([]);
  first.read();
  await until(() => delivered.length === 1);
  second.read();
  await until(() => delivered.length === 3);
  box.take(Uint8Array.of(4).buffer);
  expect(delivered).toEqual([[1], [2], [3], [4]]);
});

test("delivers nothing once closed", async () => {
  const { inbox: box, delivered } = inbox();
  const blob = new SlowBlob([Uint8Array.of(1)]);
  box.take(blob);
  box.take(Uint8Array.of(2).buffer);
  box.close();
  blob.read();
  for (let i = 0; i < 20; i++) await settled();
  expect(delivered).toEqual([]);
});

test("a Blob that cannot be read is no message of the protocol", async () => {
  const { inbox: box, delivered } = inbox();
  class Broken extends Blob {
    override arrayBuffer(): Promise<ArrayBuffer> {
      return Promise.reject(new Error("gone"));
    }
  }
  box.take(new Broken());
  await until(() => delivered.length === 1);
  expect(delivered).toEqual(["Error: gone"]);
});
