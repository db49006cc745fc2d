import { validate } from "../../packages/server/src/validate.js";
import type { Workload } from "./samples.js";
import { typeOf } from "./type-of.js";

/**
 * What a server does with a decoded value before a handler sees it.
 * @throws HawserError where the value is not of the declared type.
 */
export function validateAsServer(workload: Workload): (value: unknown) => unknown {
  const type = typeOf(workload);
  return (value) => {
    const validated = validate(type, value);
    if (validated instanceof Promise) throw new Error("no type of the schema is checked asynchronously");
    if (!validated.ok) throw validated.error;
    return validated.value;
  };
}
