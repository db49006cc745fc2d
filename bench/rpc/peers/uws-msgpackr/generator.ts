import { pack, unpack } from "msgpackr";
import { service } from "../../api.js";
import { callsPerRound, generateMessages } from "../../generator.js";
import { tinyInputs } from "../../inputs.js";

const inputs = tinyInputs.slice(0, callsPerRound);
const expected = inputs.map((input) => service.tiny(input).id);

/** One call a message. */
generateMessages({
  messages: inputs.map((input, id) => Uint8Array.from(pack({ id, method: "tiny", input }))),
  answersIn(message) {
    const { id, result } = unpack(message) as { id: number; result?: { id: number } };
    if (result?.id !== expected[id]) throw new Error(`no answer: ${result}`);
    return 1;
  },
});
