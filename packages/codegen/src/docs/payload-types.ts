import type { Shape } from "@hawser/core";
import type { ProcedureNames, TopicNames } from "../stub/operation-names.js";
import { streamsInput, streamsOutput } from "../stub/operation-names.js";
import type { Side } from "../stub/side.js";
import type { StubNames } from "../stub/stub-names.js";

/** What travels for one purpose. */
export interface PayloadType {
  /** As the stub calls it. */
  readonly name: string;
  readonly shape: Shape;
  readonly side: Side;
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
      procedure.input && {
        input: { name: input, shape: procedure.input, side: "input", about: `${takes} \`${path}\` takes.` },
      }),
    ...(output !== undefined &&
      procedure.output && {
        output: { name: output, shape: procedure.output, side: "output", about: `${answers} \`${path}\` answers.` },
      }),
    errors: errors.map(({ code, data }, i) => ({
      code,
      name: errorData[i] as string,
      shape: data,
      side: "output",
      about: `The data of the error \`${code}\` of \`${path}\`.`,
    })),
  };
}

export function typesOfTopic({ topic, params, event, published, member }: TopicNames): TopicTypes {
  const { path, publish, presence } = topic;
  const eventType: PayloadType = { name: event, shape: topic.event, side: "output", about: `An event of \`${path}\`.` };
  const told: PayloadType | undefined = member &&
    presence && { name: member.told, shape: presence.output, side: "output", about: memberAbout(path) };
  return {
    ...(params !== undefined &&
      topic.params && {
        params: {
          name: params,
          shape: topic.params,
          side: "params",
          about: `What selects an instance of \`${path}\`.`,
        },
      }),
    event: eventType,
    ...(published !== undefined &&
      publish && {
        published:
          published === event
            ? eventType
            : { name: published, shape: publish, side: "input", about: `An event of \`${path}\` as it is published.` },
      }),
    ...(member &&
      presence &&
      told && {
        member: told,
        ownMember:
          member.own === member.told
            ? told
            : {
                name: member.own,
                shape: presence.input,
                side: "params",
                about: `${memberAbout(path).slice(0, -1)}, as it is given.`,
              },
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
    ...(auth
      ? [
          {
            name: auth.type,
            shape: auth.shape,
            side: "params" as const,
            about: "What a client presents when it connects.",
          },
        ]
      : []),
    ...(call
      ? [
          {
            name: call.type,
            shape: call.shape,
            side: "params" as const,
            about: "What travels with a call, beside its input.",
          },
        ]
      : []),
    ...(answer
      ? [
          {
            name: answer.type,
            shape: answer.shape,
            side: "output" as const,
            about: "What travels with an answer, beside its output.",
          },
        ]
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
