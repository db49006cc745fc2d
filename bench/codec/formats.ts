import type { MakeFormat } from "./format.js";
import { maps as hawserMaps, positional } from "./formats/hawser.js";
import { json } from "./formats/json.js";
import { msgpack } from "./formats/msgpack.js";
import { maps as msgpackrMaps, records } from "./formats/msgpackr.js";

/** The rows of the suite that turn values into messages. */
export const formats = {
  hawser: positional,
  "hawser-maps": hawserMaps,
  "msgpackr-maps": msgpackrMaps,
  "msgpackr-records": records,
  json,
  msgpack,
} satisfies Record<string, MakeFormat>;

export type FormatName = keyof typeof formats;
