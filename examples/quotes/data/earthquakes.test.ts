import { expect, test } from "vitest";
import { readEarthquakes } from "./earthquakes.js";

const quakes = readEarthquakes();

test("every earthquake of the file is there, and no explosion", () => {
  expect(quakes).toHaveLength(1679);
  expect(quakes.filter(({ type }) => type !== "earthquake")).toEqual([]);
});

test("they are in the order in which they happened", () => {
  const times = quakes.map(({ time }) => time.getTime());
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(quakes[0]?.time).toEqual(new Date("2018-01-31T01:49:59.650Z"));
});

test("the strongest was in Taiwan", () => {
  const strongest = quakes.reduce((best, quake) => (quake.magnitude > best.magnitude ? quake : best));
  expect(strongest).toMatchObject({
    magnitude: 6.4,
    place: "22km NNE of Hualian, Taiwan",
    time: new Date("2018-02-06T15:50:42.400Z"),
    review: "reviewed",
  });
});
