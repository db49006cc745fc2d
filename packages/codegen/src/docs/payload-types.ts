import type { Shape } from "@hawser/core";
import type { ProcedureNames, TopicNames } from "../stub/operation-names.js";
import { streamsInput, streamsOutput } from "../stub/operation-names.js";
import type { StubNames } from "../stub/stub-names.js";

/** What travels for one purpose. */
export interface PayloadType {
  /** As the stub calls it. */
  readonly name: string;
  readonly shape: Shape;
  /** What it is, where the schema does not say. */
  readonly about: string;
}

export interface ProcedureTypes {
  readonly input?: PayloadType;
  readonly output?: PayloadType;
  /** The data of each declared error. */
  readonly errors: readonly (PayloadType & { readonly code: string })[];
}

export interface TopicTypes {
  readonly params?: PayloadType;
  readonly event: PayloadType;
  /** `event` where both are alike; absent where clients may not publish. */
  readonly published?: PayloadType;
  /** What others hear of a member; absent where nobody is present. */
  readonly member?: PayloadType;
  /** What a member gives of itself; `member` where both are alike. */
  readonly ownMember?: PayloadType;
}

export function typesOfProcedure({ procedure, input, output, errorData }: ProcedureNames): ProcedureTypes {
  const { path, errors } = procedure;
  const takes = streamsInput(procedure) ? "An item of what" : "What";
  const answers = streamsOutput(procedure) ? "An item of what" : "What";
  return {
    ...(input !== undefined &&
      procedure.input && { input: { name: input, shape: procedure.input, about: `${takes} \`${path}\` takes.` } }),
    ...(output !== undefined &&
      procedure.output && {
        output: { name: output, shape: procedure.output, about: `${answers} \`${path}\` answers.` },
      }),
    errors: errors.map(({ code, data }, i) => ({
      code,
      name: errorData[i] as string,
      shape: data,
      about: `The data of the error \`${code}\` of \`${path}\`.`,
    })),
  };
}

export function typesOfTopic({ topic, params, event, published, member }: TopicNames): TopicTypes {
  const { path, publish, presence } = topic;
  const eventType = { name: event, shape: topic.event, about: `An event of \`${path}\`.` };
  const told = member && presence && { name: member.told, shape: presence.output, about: memberAbout(path) };
  return {
    ...(params !== undefined &&
      topic.params && {
        params: { name: params, shape: topic.params, about: `What selects an instance of \`${path}\`.` },
      }),
    event: eventType,
    ...(published !== undefined &&
      publish && {
        published:
          published === event
            ? eventType
            : { name: published, shape: publish, about: `An event of \`${path}\` as it is published.` },
      }),
    ...(member &&
      presence &&
      told && {
        member: told,
        ownMember:
          member.own === member.told
            ? told
            : { name: member.own, shape: presence.input, about: `${memberAbout(path).slice(0, -1)}, as it is given.` },
      }),
  };
}

function memberAbout(path: string): string {
  return `What a member of \`${path}\` tells of itself.`;
}

/** What travels beside all operations. */
export function typesOfConnection({ connect, metadata }: StubNames): PayloadType[] {
  const { auth } = connect;
  const { call, answer } = metadata ?? {};
  return [
    ...(auth ? [{ name: auth.type, shape: auth.shape, about: "What a client presents when it connects." }] : []),
    ...(call ? [{ name: call.type, shape: call.shape, about: "What travels with a call, beside its input." }] : []),
    ...(answer
      ? [{ name: answer.type, shape: answer.shape, about: "What travels with an answer, beside its output." }]
      : []),
  ];
}

/** Everything that travels under a name of its own, each name once. */
export function payloadTypesOf(stub: StubNames): PayloadType[] {
  const all = [
    ...typesOfConnection(stub),
    ...stub.operations.flatMap((operation) => {
      if (operation.kind === "procedure") {
        const { input, output, errors } = typesOfProcedure(operation);
        return [input, output, ...errors];
      }
      const { params, event, published, member, ownMember } = typesOfTopic(operation);
      return [params, event, published, member, ownMember];
    }),
  ].filter((type) => type !== undefined);
  return [...new Map(all.map((type) => [type.name, type])).values()];
}
