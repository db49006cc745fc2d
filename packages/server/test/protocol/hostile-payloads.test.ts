import { expect, test } from "vitest";
import { serveEcho } from "./echo-server.js";
import { overTransports } from "./over-transports.js";
import { encodeFrames } from "./plain-msgpack.js";
import { valueTable } from "./value-table.js";

const types = Object.fromEntries(Object.entries(valueTable).map(([name, { type }]) => [name, type]));

/** Every form of every value as it is on the wire; the longest say nothing that a shorter one does not. */
const payloads = Object.values(valueTable)
  .flatMap(({ values }) => values.flatMap(({ maps, positional }) => [maps, positional]))
  .map((form) => encodeFrames([form]))
  .filter(({ length }) => length < 300);

overTransports("hostile payloads", (rig) => {
  test.each(["maps", "positional"] as const)("each value where each type is due, in %s", async (encoding) => {
    const echo = await serveEcho(rig, types);
    for (const name of Object.keys(types)) {
      const answers = await echo.many(encoding, name, payloads);
      // Either it fits the type, too, or it does not: nothing of it is the handler's failure, or the connection's end.
      expect(answers.map(([, id]) => id)).toEqual(payloads.map((_, id) => id));
      const wrong = answers.filter(([kind, , code]) => kind !== 3 && code !== "invalid_input");
      expect(wrong, name).toEqual([]);
    }
  });
});
