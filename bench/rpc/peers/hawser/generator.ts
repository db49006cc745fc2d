import { decodeBatch, encodeBatches, fingerprintOf } from "@hawser/core";
import { service } from "../../api.js";
import { callsPerRound, generateMessages } from "../../generator.js";
import { tinyInputs } from "../../inputs.js";
import schema from "../../schema.js";

const tiny = schema.shape.procedures.findIndex(({ path }) => path === "tiny");
const inputs = tinyInputs.slice(0, callsPerRound);
const expected = inputs.map((input) => service.tiny(input).id);

/** As many calls as are in flight, in one message. */
generateMessages({
  subprotocol: "hawser.1",
  greeting: batch([[0, fingerprintOf(schema.shape)]]),
  messages: [batch(inputs.map(({ room, text }, id) => [2, id, tiny, [room, text]]))],
  answersIn(message) {
    const { frames } = decodeBatch(message);
    for (const [kind, id, output] of frames) {
      if (kind !== 3 || (output as number[])[0] !== expected[id as number])
        throw new Error(`no answer: ${kind}, ${output}`);
    }
    return frames.length;
  },
});

function batch(frames: Parameters<typeof encodeBatches>[0]): Uint8Array {
  const [message] = encodeBatches(frames, 65_536);
  return Uint8Array.from(message as Uint8Array);
}
