import { answer } from "../harness/serve-process.js";
import { type ContenderName, contenders } from "../streams/contenders/named.js";
import { measurePhase, type Phase } from "../streams/phase.js";

const [, , name, port] = process.argv as [string, string, ContenderName, string];
const client = await contenders[name].connect(`ws://127.0.0.1:${port}/`);
answer((phase: Phase) => measurePhase(client, phase));
