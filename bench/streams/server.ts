import { type ContenderName, contenders } from "./contenders/named.js";

process.send?.(await contenders[process.argv[2] as ContenderName].serve());
// It ends with whoever started it.
process.on("disconnect", () => process.exit());
