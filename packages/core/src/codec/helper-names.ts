/** The functions of `codec-helpers.ts` that printed source may call. */
export const helperNames = [
  "absent",
  "decodeBigint",
  "decodeMap",
  "decodeRecord",
  "encodeBigint",
  "encodeBytes",
  "encodeMap",
  "encodeNumber",
  "encodeRecord",
  "encodeRest",
  "fromWire",
  "isBytes",
  "isObject",
  "onlyKeys",
  "putRest",
  "toWire",
  "unknownOption",
] as const;

export type HelperName = (typeof helperNames)[number];
