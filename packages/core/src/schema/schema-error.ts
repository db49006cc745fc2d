import { HawserError } from "../errors.js";

/** A complaint about a schema at the path of the culprit, for example `procedures.rooms.send.input.at`. */
export function schemaError(path: string, message: string): HawserError<"invalid_schema", { path: string }> {
  return new HawserError("invalid_schema", `${path}: ${message}`, { data: { path } });
}
