import { answer } from "../../harness/serve-process.js";
import { serve } from "../../streams/contenders/hawser-server.js";

answer(() => undefined, await serve());
