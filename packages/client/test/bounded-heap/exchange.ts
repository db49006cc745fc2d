import { isStall, numbered, numberOf } from "./items.js";
import { MemoryPeak } from "./memory-peak.js";
import { connect } from "./torrent.client.js";

const [, , url = "", count] = process.argv;
const items = Number(count);
const peak = new MemoryPeak();
const torrent = connect(url);

/** How many items had left their source and were not read, whenever a reader had stopped. */
const heldItems: number[] = [];

async function sendAll(): Promise<number> {
  const given = { items: 0 };
  let isDone = false;
  const sending = torrent.up(numbered(items, given)).finally(() => {
    isDone = true;
  });
  while (!isDone) {
    const { isStalled } = await torrent.look();
    if (!isStalled) {
      await pause(5);
      continue;
    }
    await untilUnchanged(async () => given.items);
    heldItems.push(given.items - (await torrent.look()).readItems);
    await torrent.resume();
  }
  return (await sending).items;
}

async function receiveAll(): Promise<number> {
  let readItems = 0;
  const givenItems = async (): Promise<number> => (await torrent.look()).givenItems;
  for await (const item of torrent.down({ items })) {
    if (numberOf(item) !== readItems) throw new Error(`item ${numberOf(item)} came as number ${readItems}`);
    readItems += 1;
    if (isStall(readItems, items)) heldItems.push((await untilUnchanged(givenItems)) - readItems);
  }
  return readItems;
}

/** A sender that is not told to wait would go on until it has given everything. */
async function untilUnchanged(look: () => Promise<number>): Promise<number> {
  let before = -1;
  for (let now = await look(); now !== before; now = await look()) {
    before = now;
    await pause(300);
  }
  return before;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const sentItems = await sendAll();
const receivedItems = await receiveAll();
const { peakBytes: serverPeakBytes } = await torrent.look();
await torrent.connection.close();
peak.stop();
console.log(JSON.stringify({ sentItems, receivedItems, heldItems, serverPeakBytes, clientPeakBytes: peak.bytes }));
