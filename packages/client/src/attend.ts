import type { Attendance, AttendOptions } from "./attendance.js";
import type { Connection } from "./connection.js";
import type { TopicDescriptor } from "./descriptors.js";

/** Hears who is present in an instance of a topic, and enters it with `options.as`. For generated stubs. */
export function attend<Params, Data, Input = Data>(
  connection: Connection,
  topic: TopicDescriptor<Params, unknown>,
  params: Params,
  options: AttendOptions<Data, Input> = {},
): Attendance<Data, Input> {
  throw new Error(`not yet: ${connection.status.state} ${topic.path} ${String(params)} ${String(options.as)}`);
}
