import { answer } from "../../harness/serve-process.js";
import { serve } from "../../streams/contenders/by-hand-server.js";

answer(() => undefined, await serve());
