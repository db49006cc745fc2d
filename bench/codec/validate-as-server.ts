import { bind } from "../../packages/server/src/bind.js";
import { type Validator, validate } from "../../packages/server/src/validate.js";
import type { Workload } from "./samples.js";
import schema from "./schema.js";

/**
 * What a server does with a decoded value before a handler sees it.
 * @throws HawserError where the value is not of the declared type.
 */
export function validateAsServer(workload: Workload): (value: unknown) => unknown {
  const validator = validatorOf(workload);
  return (value) => {
    const validated = validate(validator, value);
    if (validated instanceof Promise) throw new Error("no type of the schema is checked asynchronously");
    if (!validated.ok) throw validated.error;
    return validated.value;
  };
}

function validatorOf(workload: Workload): Validator {
  const same = <T>(input: T): T => input;
  const { procedures, topics } = bind(schema, { procedures: { tiny: same, order: same, rows: same } });
  const validator = workload === "event" ? topics.byNumber[0]?.event : procedures.byPath.get(workload)?.input;
  return validator as Validator;
}
