import { answer } from "../harness/serve-process.js";
import { type ContenderName, contenders } from "../streams/contenders/named.js";

const [, , name] = process.argv as [string, string, ContenderName];
const { port } = await contenders[name].serve();
answer(() => undefined, { port });
