import type { Attendance, AttendOptions } from "./attendance.js";
import { Attending } from "./attending.js";
import { Connection } from "./connection.js";
import type { TopicDescriptor } from "./descriptors.js";
import { encodeMember, presenceOf } from "./encoded-member.js";
import { encodeParams } from "./encoded-params.js";
import { unencodable } from "./invalid-input.js";
import { randomKey } from "./random-key.js";

/**
 * Hears who is present in an instance of a topic, and enters it with `options.as`. What cannot be encoded ends the
 * attendance with `invalid_input`. For generated stubs.
 */
export function attend<Params, Data, Input = Data>(
  connection: Connection,
  topic: TopicDescriptor<Params, unknown>,
  params: Params,
  options: AttendOptions<Data, Input> = {},
): Attendance<Data, Input> {
  const host = Connection.hostOf(connection);
  try {
    presenceOf(topic);
    const { as } = options;
    const key = as === undefined ? undefined : randomKey();
    const member = as === undefined ? undefined : encodeMember(topic, as);
    const attending = new Attending({ host, topic, params: encodeParams(topic, params), key, member }, options);
    attending.begin();
    return attending;
  } catch (error) {
    // The caller hears of it as of any other end: by its loop or its `onEnd`.
    const stillborn = new Attending({ host, topic, params: { key: "" } }, options);
    queueMicrotask(() => stillborn.close(unencodable(error, topic.path)));
    return stillborn;
  }
}
