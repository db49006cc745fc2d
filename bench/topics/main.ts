import { measureSlowConsumers } from "./slow-consumers.js";

await measureSlowConsumers();
