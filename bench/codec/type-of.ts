import type { z } from "zod";
import type { Workload } from "./samples.js";
import schema from "./schema.js";

/** The zod type of a workload: the input of a procedure, or the event of a topic. */
export function typeOf(workload: Workload): z.ZodType {
  return workload === "event" ? schema.topics.trades.event : (schema.procedures[workload].input as z.ZodType);
}
