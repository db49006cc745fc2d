import type { ProcedureShape, TopicShape } from "@hawser/core";
import { camelCase, type Names, pascalCase } from "./names.js";

/** How the declarations of a procedure are called. */
export interface ProcedureNames {
  readonly kind: "procedure";
  readonly procedure: ProcedureShape;
  /** Its number on the wire. */
  readonly id: number;
  /** The constant that describes it to the client. */
  readonly constant: string;
  /** Absent where it takes no input. */
  readonly input?: string;
  /** Absent where it answers nothing. */
  readonly output?: string;
  /** Names of the data of its errors, in the order of `procedure.errors`. */
  readonly errorData: readonly string[];
  /** The union of all errors, and the function that recognises one; absent where it declares none. */
  readonly error?: { readonly type: string; readonly guard: string };
}

/** How the declarations of a topic are called. */
export interface TopicNames {
  readonly kind: "topic";
  readonly topic: TopicShape;
  /** Its number on the wire. */
  readonly id: number;
  /** The constant that describes it to the client. */
  readonly constant: string;
  /** The class by which it is subscribed. */
  readonly name: string;
  /** Absent where it has one instance. */
  readonly params?: string;
  readonly event: string;
}

/** `rooms.send` is declared as `roomsSend`, `RoomsSendInput`, `RoomsSendOutput`, `RoomsSendError`. */
export function nameProcedure(procedure: ProcedureShape, id: number, names: Names): ProcedureNames {
  const prefix = pascalCase(procedure.path);
  const constant = names.take(camelCase(procedure.path), `${camelCase(procedure.path)}Procedure`);
  const errorType = procedure.errors.length > 0 ? names.take(`${prefix}Error`) : undefined;
  return {
    kind: "procedure",
    procedure,
    id,
    constant,
    ...(procedure.input && { input: names.take(`${prefix}Input`) }),
    ...(procedure.output && { output: names.take(`${prefix}Output`) }),
    errorData: procedure.errors.map(({ code }) => names.take(`${prefix}${code}`, `${prefix}${code}Data`)),
    ...(errorType !== undefined && { error: { type: errorType, guard: names.take(`is${errorType}`) } }),
  };
}

/** `rooms.messages` is declared as `roomsMessages`, `RoomsMessagesParams`, `RoomsMessagesEvent`. */
export function nameTopic(topic: TopicShape, id: number, names: Names): TopicNames {
  const prefix = pascalCase(topic.path);
  return {
    kind: "topic",
    topic,
    id,
    constant: names.take(camelCase(topic.path), `${camelCase(topic.path)}Topic`),
    name: names.take(`${prefix}Topic`),
    ...(topic.params && { params: names.take(`${prefix}Params`) }),
    event: names.take(`${prefix}Event`),
  };
}
