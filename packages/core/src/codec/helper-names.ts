/** The functions of `codec-helpers.ts` that printed source may call. */
export const helperNames = [
  "absent",
  "boundDepth",
  "decodeAny",
  "decodeBigint",
  "decodeMap",
  "decodeRecord",
  "encodeAny",
  "encodeBigint",
  "encodeBytes",
  "encodeMap",
  "encodeNumber",
  "encodeRecord",
  "encodeRest",
  "isBytes",
  "isObject",
  "onlyKeys",
  "putRest",
  "unknownOption",
] as const;

export type HelperName = (typeof helperNames)[number];
