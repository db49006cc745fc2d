import type { ProcedureNames } from "../../stub/operation-names.js";
import { acceptsUndefined } from "../../stub/parts.js";
import { typesOfProcedure } from "../payload-types.js";
import type { AsyncApiParts } from "./asyncapi-parts.js";

/** A channel of a procedure's own, and the operation that receives a call there and replies. */
export function printProcedureParts(names: ProcedureNames, parts: AsyncApiParts): void {
  const { procedure } = names;
  const { path, description, streams, idempotentMs } = procedure;
  const { input, output, errors } = typesOfProcedure(names);
  const key = parts.keyOf(path);
  const call = input
    ? parts.message(input, input.about)
    : { name: path, summary: `Calls \`${path}\`, without an input.` };
  const answer = output
    ? parts.message(output, output.about)
    : { name: path, summary: `Says that \`${path}\` is done, without an output.` };
  const failures = errors.map(({ code, name, about, shape }): [string, object] => [
    `error.${code}`,
    {
      name: code,
      summary: about,
      payload: {
        type: "object",
        properties: { code: { const: code }, message: { type: "string" }, data: parts.refTo(name) },
        required: ["code", "message", ...(acceptsUndefined(shape) ? [] : ["data"])],
      },
    },
  ]);
  parts.channels[key] = {
    address: path,
    ...(description !== undefined && { description }),
    messages: { call, answer, ...Object.fromEntries(failures) },
  };
  const messageRef = (message: string): object => ({ $ref: `#/channels/${key}/messages/${message}` });
  parts.operations[key] = {
    action: "receive",
    channel: { $ref: `#/channels/${key}` },
    title: path,
    ...(description !== undefined && { description }),
    ...parts.security,
    ...parts.tags(procedure),
    messages: [messageRef("call")],
    reply: {
      channel: { $ref: `#/channels/${key}` },
      messages: ["answer", ...failures.map(([message]) => message)].map(messageRef),
    },
    ...((streams ?? idempotentMs) !== undefined && {
      "x-hawser": { ...(streams && { streams }), ...(idempotentMs !== undefined && { idempotentMs }) },
    }),
  };
}
