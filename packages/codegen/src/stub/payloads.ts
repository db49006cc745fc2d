import type { Shape } from "@hawser/core";
import type { ProcedureNames, TopicNames } from "./operation-names.js";
import type { NamedPayload } from "./shared-types.js";
import type { Side } from "./side.js";
import type { StubNames } from "./stub-names.js";

/** All that travels as a whole, in the order in which a stub declares it. */
export function payloadsOf({
  connect,
  metadata,
  operations,
}: Pick<StubNames, "connect" | "metadata" | "operations">): NamedPayload[] {
  return [
    ...payload(connect.auth?.type, "params", connect.auth?.shape),
    ...payload(metadata?.call?.type, "params", metadata?.call?.shape),
    ...payload(metadata?.answer?.type, "output", metadata?.answer?.shape),
    ...operations.flatMap((names) => (names.kind === "procedure" ? ofProcedure(names) : ofTopic(names))),
  ];
}

function ofProcedure({ procedure, input, output, errorData }: ProcedureNames): NamedPayload[] {
  return [
    ...payload(input, "input", procedure.input),
    ...payload(output, "output", procedure.output),
    ...procedure.errors.flatMap(({ data }, i) => payload(errorData[i], "output", data)),
  ];
}

function ofTopic({ topic, params, event, published, member }: TopicNames): NamedPayload[] {
  return [
    ...payload(params, "params", topic.params),
    ...payload(event, "output", topic.event),
    ...(published === event ? [] : payload(published, "input", topic.publish)),
    ...payload(member?.told, "output", topic.presence?.output),
    ...(member?.own === member?.told ? [] : payload(member?.own, "params", topic.presence?.input)),
  ];
}

function payload(name: string | undefined, side: Side, shape: Shape | undefined): NamedPayload[] {
  return name === undefined || shape === undefined ? [] : [{ name, side, shape }];
}
