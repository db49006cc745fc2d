import { measureFanOut } from "./fan-out.js";
import { measureSlowConsumers } from "./slow-consumers.js";

await measureFanOut();
await measureSlowConsumers();
