/** The functions of `codec-helpers.ts` that printed source may call. */
export const helperNames = [
  "absent",
  "boundDepth",
  "decodeAny",
  "decodeBigint",
  "decodeLiteral",
  "decodeMap",
  "decodeRecord",
  "encodeAny",
  "encodeBigint",
  "encodeBytes",
  "encodeLiteral",
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
