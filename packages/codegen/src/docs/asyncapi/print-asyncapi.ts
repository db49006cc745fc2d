import { subprotocol } from "@hawser/core";
import type { DocumentedSchema } from "../documented-schema.js";
import { namedSchemasOf } from "../json-schema/named-schemas.js";
import { jsonFormDescription } from "../json-schema/print-json-schema.js";
import { AsyncApiParts } from "./asyncapi-parts.js";
import { ComponentNames } from "./component-names.js";
import { printProcedureParts } from "./procedure-parts.js";
import { printTopicParts } from "./topic-parts.js";

export interface AsyncApiOptions {
  readonly generator: string;
  /** Where the API is served, as a URL of `ws:` or `wss:`; absent where nobody said. */
  readonly server?: URL | undefined;
}

/**
 * A schema as a document of AsyncAPI 3.0, seen from the server: it receives calls and what clients publish, and sends
 * events. Each procedure and each topic is a channel; what AsyncAPI has no word for stands in `x-hawser`.
 */
export function printAsyncApi(documented: DocumentedSchema, { generator, server }: AsyncApiOptions): string {
  const { schema, stub, fingerprint } = documented;
  const names = new ComponentNames();
  const refTo = (type: string): string => `#/components/schemas/${names.keyOf(type)}`;
  const schemas = namedSchemasOf(documented, { version: "draft-07", refTo });
  const { auth } = stub.connect;
  const parts = new AsyncApiParts(schema.definitions, { refTo, isSecured: auth !== undefined });
  for (const operation of stub.operations) {
    if (operation.kind === "procedure") printProcedureParts(operation, parts);
    else printTopicParts(operation, parts);
  }
  const document = {
    asyncapi: "3.0.0",
    info: {
      title: schema.name,
      version: fingerprint,
      description: `The version is the fingerprint of the schema. ${jsonFormDescription}`,
    },
    "x-generator": generator,
    defaultContentType: "application/vnd.msgpack",
    ...(server && { servers: { main: printServer(server, parts.security) } }),
    channels: parts.channels,
    operations: parts.operations,
    components: {
      schemas: Object.fromEntries([...schemas].map(([name, schema]) => [names.keyOf(name), schema])),
      ...(auth && { securitySchemes: { auth: printSecurityScheme(refTo(auth.type)) } }),
    },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function printServer({ host, pathname, protocol }: URL, security: object): object {
  return {
    host,
    ...(pathname !== "/" && { pathname }),
    protocol: protocol.slice(0, -1),
    description: `A WebSocket of the subprotocol \`${subprotocol}\`; all channels share one connection.`,
    ...security,
  };
}

function printSecurityScheme(ref: string): object {
  return {
    type: "apiKey",
    in: "user",
    description: "Presented in the first frame of every connection, and again when it expires.",
    "x-hawser": { auth: { $ref: ref } },
  };
}
