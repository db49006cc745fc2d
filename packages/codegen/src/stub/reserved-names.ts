import { helperNames } from "@hawser/core";
import { clientNames } from "./imports.js";

/** Names that no declaration of a stub takes: taking one would break the stub, or shadow what the stub itself uses. */
export const reservedNames: readonly string[] = [
  // Reserved words of modules and of strict mode (ECMA-262, 12.7.2), and what TypeScript refuses as the name of a type.
  ..."arguments await break case catch class const continue debugger default delete do else enum eval export extends".split(
    " ",
  ),
  ..."false finally for function if implements import in instanceof interface let new null package private".split(" "),
  ..."protected public return static super switch this throw true try typeof var void while with yield".split(" "),
  ..."any bigint boolean constructor never number object string symbol undefined unknown".split(" "),

  // Globals in the text of a stub.
  ..."Array ArrayBuffer BigInt Blob Date Map Object Promise ReadonlyMap ReadonlySet Readonly Record Set Symbol URL Uint8Array".split(
    " ",
  ),

  // Imports.
  ...Object.keys(clientNames),
  ...helperNames,

  // Parameters and locals in the text of a stub, which would hide a constant of their name.
  ..."connection error event events exact i input key o options params url v w x".split(" "),
];
