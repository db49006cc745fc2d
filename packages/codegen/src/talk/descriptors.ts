import type { ProcedureDescriptor, SchemaDescriptor, TopicDescriptor } from "@hawser/client";
import { CodecCompiler, type Decode, type Encode, fingerprintOf, type SchemaShape, type Shape } from "@hawser/core";

/** What a stub of the schema would tell the client: nothing is generated, so the codecs are compiled here. */
export function describeSchema(schema: SchemaShape): SchemaDescriptor {
  const { name, metadata } = schema;
  const { call, answer } = metadata ?? {};
  const compiler = new CodecCompiler(schema.definitions);
  if (call) compiler.encoder(call, "Call");
  if (answer) compiler.decoder(answer, "Answer");
  const codecs = compiler.compile();
  const encodeCall = call && codecs.shift();
  const [decodeAnswer] = codecs;
  return {
    name,
    fingerprint: fingerprintOf(schema),
    definitions: Object.fromEntries(Object.entries(schema.definitions).map(([to, shape]) => [to, text(shape)])),
    ...(metadata && {
      metadata: {
        ...(encodeCall && { encodeCall: encodeCall as Encode<never> }),
        ...(answer && { decodeAnswer: decodeAnswer as Decode<unknown>, answerShape: text(answer) }),
      },
    }),
  };
}

/** @param id the procedure's number in the schema */
export function describeProcedure(schema: SchemaShape, id: number): ProcedureDescriptor<unknown, unknown> {
  const procedure = schema.procedures[id] as SchemaShape["procedures"][number];
  const { path, input, output, streams, idempotentMs, errors } = procedure;
  const compiler = new CodecCompiler(schema.definitions);
  if (input) compiler.encoder(input, "Input");
  if (output) compiler.decoder(output, "Output");
  for (const { data } of errors) compiler.decoder(data, "Data");
  const codecs = compiler.compile();
  return {
    path,
    id,
    ...(streams && { streams }),
    ...(idempotentMs !== undefined && { idempotentMs }),
    ...(input && { encodeInput: codecs.shift() as Encode<unknown> }),
    ...(output && { decodeOutput: codecs.shift() as Decode<unknown>, outputShape: text(output) }),
    errors: Object.fromEntries(
      errors.map(({ code, data }) => [code, { decode: codecs.shift() as Decode<unknown>, shape: text(data) }]),
    ),
  };
}

/** @param id the topic's number in the schema */
export function describeTopic(schema: SchemaShape, id: number): TopicDescriptor<unknown, unknown> {
  const { path, params, event, history, retain, presence, wildcards } = schema.topics[
    id
  ] as SchemaShape["topics"][number];
  const compiler = new CodecCompiler(schema.definitions);
  compiler.decoder(event, "Event");
  if (params) compiler.encoder(params, "Params");
  if (presence) {
    compiler.encoder(presence.input, "Own");
    compiler.decoder(presence.output, "Member");
  }
  const codecs = compiler.compile();
  const decodeEvent = codecs.shift();
  const encodeParams = params && codecs.shift();
  const [encodeOwn, decodeMember] = codecs;
  return {
    path,
    id,
    decodeEvent: decodeEvent as Decode<unknown>,
    eventShape: text(event),
    ...(encodeParams && { encodeParams: encodeParams as Encode<unknown> }),
    ...((history ?? retain) && { history: true }),
    ...(retain && { retain }),
    ...(presence && {
      presence: {
        encode: encodeOwn as Encode<never>,
        decode: decodeMember as Decode<unknown>,
        shape: text(presence.output),
      },
    }),
    ...(wildcards && { wildcards }),
  };
}

function text(shape: Shape): string {
  return JSON.stringify(shape);
}
