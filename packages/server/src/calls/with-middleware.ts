import type { Procedure, ProcedureTree, SchemaMetadata } from "@hawser/core";
import type { HandlersOf } from "../implementation.js";
import type { Guarded, Middleware } from "./middleware.js";

/**
 * Puts middleware around the handlers of a namespace or of a single procedure.
 *
 * ```ts
 * procedures: {
 *   rooms: withMiddleware(schema.procedures.rooms, requireMember, { list: ..., send: ... }),
 * }
 * ```
 *
 * @param node that part of the schema
 * @param middleware runs inside that of the namespaces above; the handlers' `call.context` has what it adds
 */
export function withMiddleware<
  Node extends Procedure | ProcedureTree,
  Context,
  Added extends object,
  Metadata extends SchemaMetadata = SchemaMetadata,
>(
  node: Node,
  middleware: Middleware<Context, Added>,
  handlers: HandlersOf<Node, Context & Added, Metadata>,
): Guarded<Node, Context, Metadata> {
  return new GuardedHandlers(node, middleware as unknown as Middleware, handlers) as unknown as Guarded<
    Node,
    Context,
    Metadata
  >;
}

/** What {@link withMiddleware} leaves in the tree of handlers. */
export class GuardedHandlers {
  constructor(
    readonly node: Procedure | ProcedureTree,
    readonly middleware: Middleware,
    readonly handlers: unknown,
  ) {}
}
