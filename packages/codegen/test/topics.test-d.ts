import type { Gap, Position, Subscription } from "@hawser/client";
import type { Alarm, AlarmInput, Gauges, Plant, ShiftsEvent } from "./golden/topics.client.js";

// What a user of a stub sees of topics that keep events and take some. Checked by tsc alone; nothing here runs.

export async function publishing(plant: Plant, signal: AbortSignal): Promise<Position> {
  const hall = { hall: "north" };
  await plant.shifts.publish(hall, { note: "quiet" }, { silent: true, timeoutMs: 1_000, signal });
  const { epoch, offset } = await plant.shifts.publishBatch(hall, [{ note: "a" }, { note: "b" }]);
  await plant.gauges.setting.publish(undefined, { percent: 5, at: "2026-01-01T00:00:00Z" });
  await plant.photos.publish({ jpeg: new Blob() });
  await plant.photos.publishBatch([{ jpeg: new Uint8Array(1) }, { jpeg: new ArrayBuffer(1) }]);
  const tags: readonly string[] = ["hot"];
  await plant.alarms.publish({ sensor: "a", tags });

  // @ts-expect-error: a key is missing
  await plant.shifts.publish(hall, {});
  // @ts-expect-error: a key too many
  await plant.shifts.publish(hall, { note: "a", by: "me" });
  // @ts-expect-error: other params
  await plant.shifts.publish({ room: "north" }, { note: "a" });
  // @ts-expect-error: the params are missing
  await plant.shifts.publish({ note: "a" });
  // @ts-expect-error: the params are missing, though they may be undefined
  await plant.gauges.setting.publish({ percent: 5, at: "2026-01-01T00:00:00Z" });
  // @ts-expect-error: what comes out of the event, not what goes in
  await plant.gauges.setting.publish(undefined, { percent: 5, at: new Date() });
  // @ts-expect-error: one event is no list
  await plant.shifts.publishBatch(hall, { note: "a" });
  // @ts-expect-error: no params are declared
  await plant.alarms.publish(hall, { sensor: "a", tags });
  // @ts-expect-error: clients may not publish
  await plant.gauges.readings.publish(hall, { gauge: "g", value: 1 });
  // @ts-expect-error: no such option
  await plant.shifts.publish(hall, { note: "a" }, { exclude: "me" });
  return { epoch, offset };
}

export function subscribing(plant: Plant, gauges: Gauges): Subscription<ShiftsEvent> {
  const shifts = plant.shifts.subscribe(
    { hall: "north" },
    { since: 10, onEvent: ({ note }) => note.trim(), onGap: (gap: Gap) => gap.reason.trim() },
  );
  plant.alarms.subscribe({ since: new Date() });
  if (shifts.position) plant.shifts.subscribe({ hall: "north" }, { since: shifts.position });
  gauges.setting.subscribe(undefined, { onEvent: ({ at }) => at.getTime() });
  gauges.setting.subscribe();

  // @ts-expect-error: a position has an epoch too
  plant.alarms.subscribe({ since: { offset: 5 } });
  // @ts-expect-error: a time is a Date
  plant.alarms.subscribe({ since: "2026-01-01" });
  return shifts;
}

/** An event that was received can be published again. */
export function again(alarm: Alarm): AlarmInput {
  return alarm;
}
