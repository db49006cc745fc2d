import { type ContenderName, contenders } from "./contenders/named.js";
import { measurePhase, type Phase } from "./phase.js";

const [, , name, url] = process.argv as [string, string, ContenderName, string];
const client = await contenders[name].connect(url);
process.on("message", async (phase: Phase) => process.send?.(await measurePhase(client, phase)));
process.on("disconnect", () => process.exit());
process.send?.("ready");
