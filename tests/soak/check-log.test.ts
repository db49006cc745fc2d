import { describe, expect, test } from "vitest";
import { checkLog, type GapReason, type LogEntry } from "./check-log.js";
import { PublishedInstance } from "./published.js";

// A checker that accepts everything proves nothing. Ten events in epoch a, then five in epoch b; e3 has the key of e8.

const reasons: readonly GapReason[] = ["expired", "slow", "conflated", "disconnected", "restarted"];
const inB: readonly LogEntry[] = [restart(0), ...events(1, 5, "b")];

describe("a log that is right", () => {
  const right: Readonly<Record<string, readonly LogEntry[]>> = {
    "of all events": [begin(0), ...events(1, 10), restart(0), ...events(1, 5, "b")],
    "that begins in the middle": [begin(7), ...events(8, 10), restart(0), ...events(1, 5, "b")],
    "with a gap": [begin(0), ...events(1, 3), gap(4, 6), ...events(7, 10), restart(0), ...events(1, 5, "b")],
    "with gaps that meet": [begin(0), ...events(1, 3), gap(4, 6), gap(7, 8, "expired"), ...events(9, 10), ...inB],
    "that has lost the end of an epoch": [begin(0), ...events(1, 3), restart(0), ...events(1, 5, "b")],
    "that missed the beginning of an epoch": [begin(0), ...events(1, 10), restart(3), ...events(4, 5, "b")],
    "that missed everything": [begin(0), gap(1, 10), restart(5)],
    "whose conflated event has a successor": [
      begin(0),
      ...events(1, 2),
      gap(3, 3, "conflated"),
      ...events(4, 10),
      ...inB,
    ],
    "without the successor, which was lost later": [begin(0), gap(1, 3, "conflated"), gap(4, 10), ...inB],
  };
  test.each(Object.entries(right))("%s", (_, log) => expect(faultsOf(log)).toEqual([]));

  test("with an event whose acknowledgement never came", () => {
    const published = publishedEvents();
    published.began({ id: "b6", key: "k" });
    expect(checkLog([begin(0), ...events(1, 10), ...inB, ...events(6, 6, "b")], { published, reasons })).toEqual([]);
  });
});

describe("a log that is wrong", () => {
  const wrong: Readonly<Record<string, { log: readonly LogEntry[]; fault: RegExp }>> = {
    "a hole": { log: [begin(0), ...events(1, 3), ...events(5, 10), ...inB], fault: /a:5 follows upon 3 without a gap/ },
    "a hole at the beginning": { log: [begin(0), ...events(2, 10), ...inB], fault: /a:2 follows upon 0 without a gap/ },
    "a hole at the end": {
      log: [begin(0), ...events(1, 10), restart(0), ...events(1, 4, "b")],
      fault: /it ends at b:4, and the last event is b:5/,
    },
    "a hole at the beginning of an epoch": {
      log: [begin(0), ...events(1, 10), restart(0), ...events(2, 5, "b")],
      fault: /b:2 follows upon 0 without a gap/,
    },
    "a double": { log: [begin(0), ...events(1, 4), ...events(4, 10), ...inB], fault: /a:4 comes twice/ },
    "a double much later": {
      log: [begin(0), ...events(1, 10), ...events(2, 2), ...inB],
      fault: /a:2 comes twice/,
    },
    "an event under two offsets": {
      log: [begin(0), ...events(1, 3), { type: "event", epoch: "a", offset: 4, id: "a3" }, ...events(5, 10), ...inB],
      fault: /came under another offset/,
    },
    disorder: {
      log: [begin(0), ...events(1, 3), ...events(5, 5), ...events(4, 4), ...events(6, 10), ...inB],
      fault: /a:4 comes after 5 was told of/,
    },
    "a gap that is too short": {
      log: [begin(0), ...events(1, 3), gap(4, 5), ...events(7, 10), ...inB],
      fault: /a:7 follows upon 5 without a gap/,
    },
    "a gap that begins too late": {
      log: [begin(0), ...events(1, 3), gap(5, 6), ...events(7, 10), ...inB],
      fault: /gap slow a:5-6 does not follow upon 3/,
    },
    "a gap over an event that comes": {
      log: [begin(0), ...events(1, 3), gap(4, 7), ...events(7, 10), ...inB],
      fault: /a:7 comes after 7 was told of/,
    },
    "a gap over an event that came": {
      log: [begin(0), ...events(1, 4), gap(4, 6), ...events(7, 10), ...inB],
      fault: /gap slow a:4-6 does not follow upon 4/,
    },
    "a gap over what was never published": {
      log: [begin(0), ...events(1, 10), ...inB, gap(6, 9, "slow", "b")],
      fault: /b:6-9 has more than was published/,
    },
    "an empty gap": {
      log: [begin(0), ...events(1, 3), gap(4, 3), ...events(4, 10), ...inB],
      fault: /a gap in which nothing is missing/,
    },
    "a gap without a possible reason": {
      log: [begin(0), ...events(1, 3), gap(4, 6, "lost"), ...events(7, 10), ...inB],
      fault: /lost a:4-6 has a reason that cannot be/,
    },
    "an event of an old epoch": {
      log: [begin(0), ...events(1, 9), restart(0), ...events(10, 10), ...events(1, 5, "b")],
      fault: /a:10 is of another epoch than b/,
    },
    "a gap of an old epoch": {
      log: [begin(0), ...events(1, 9), restart(0), gap(10, 10), ...events(1, 5, "b")],
      fault: /a:10-10 is of another epoch than b/,
    },
    "a restart that nobody told of": {
      log: [begin(0), ...events(1, 10), ...events(1, 5, "b")],
      fault: /b:1 is of another epoch than a, and no restart was told of/,
    },
    "a restart that goes back": {
      log: [begin(0), ...events(1, 10), ...inB, restart(0, "a"), ...events(1, 10)],
      fault: /goes back to an epoch that was over/,
    },
    "a restart over more than was published": {
      log: [begin(0), ...events(1, 10), restart(6)],
      fault: /restarted b:1-6 has more than was published/,
    },
    "a second beginning": {
      log: [begin(0), ...events(1, 3), begin(3), ...events(4, 10), ...inB],
      fault: /it begins a second time/,
    },
    "no beginning": { log: [...events(1, 10), ...inB], fault: /comes before the beginning/ },
    "nothing at all": { log: [], fault: /it ends at undefined:0/ },
    "another event than was published": {
      log: [begin(0), { type: "event", epoch: "a", offset: 1, id: "x" }, ...events(2, 10), ...inB],
      fault: /is x, and a1 was published there/,
    },
    "an event that nobody published": {
      log: [begin(0), ...events(1, 10), ...inB, { type: "event", epoch: "b", offset: 6, id: "b6" }],
      fault: /is b6, which was not published there/,
    },
    "a conflated event without a successor": {
      log: [
        begin(0),
        ...events(1, 9),
        gap(10, 10, "conflated"),
        restart(0),
        ...events(1, 4, "b"),
        gap(5, 5, "conflated", "b"),
      ],
      fault: /5 was conflated, and no newer event of kb5 came/,
    },
  };
  test.each(Object.entries(wrong))("with %s", (_, { log, fault }) => {
    expect(faultsOf(log)).toEqual(expect.arrayContaining([expect.stringMatching(fault)]));
  });
});

test("a restart leaves out nothing that is kept", () => {
  const log = [begin(0), ...events(1, 10), restart(2), ...events(3, 5, "b")];
  expect(faultsOf(log)).toEqual([]);
  expect(checkLog(log, { published: publishedEvents(), reasons, isKept: true })).toEqual([
    "the gap restarted b:1-2 leaves out what is kept",
  ]);
});

describe("publishers' acknowledgements", () => {
  test("an offset is given once", () => {
    const published = publishedEvents();
    expect(published.faults()).toEqual([]);
    published.acknowledged({ id: "x", key: "k" }, { epoch: "b", offset: 5 });
    expect(published.faults()).toEqual(["x and b5 have both been given b:5"]);
  });

  test("an offset that nobody was given is one that is in doubt", () => {
    const published = publishedEvents();
    published.began({ id: "x", key: "k" });
    published.acknowledged({ id: "y", key: "k" }, { epoch: "b", offset: 7 });
    expect(published.faults()).toEqual([]);
    published.refused({ id: "x", key: "k" });
    expect(published.faults()).toEqual(["1 offsets of b are of events that nobody published"]);
  });
});

function faultsOf(log: readonly LogEntry[]): string[] {
  return checkLog(log, { published: publishedEvents(), reasons });
}

function publishedEvents(): PublishedInstance {
  const published = new PublishedInstance();
  for (const { epoch, offset, id } of [...events(1, 10), ...events(1, 5, "b")]) {
    const event = { id, key: id === "a3" ? "ka8" : `k${id}` };
    published.began(event);
    published.acknowledged(event, { epoch, offset });
  }
  return published;
}

function begin(offset: number): LogEntry {
  return { type: "begin", epoch: "a", offset };
}

function events(from: number, to: number, epoch = "a"): Extract<LogEntry, { type: "event" }>[] {
  const count = to - from + 1;
  return Array.from({ length: count }, (_, i) => ({
    type: "event",
    epoch,
    offset: from + i,
    id: `${epoch}${from + i}`,
  }));
}

function gap(from: number, to: number, reason: GapReason = "slow", epoch = "a"): LogEntry {
  return { type: "gap", epoch, from, to, reason };
}

function restart(to: number, epoch = "b"): LogEntry {
  return gap(1, to, "restarted", epoch);
}
