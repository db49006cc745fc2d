import { type Procedure, type ProcedureTree, schemaError } from "@hawser/core";
import type { BoundHandler, InvokedCall } from "./invoked-call.js";
import type { Change, Middleware } from "./middleware.js";
import { GuardedHandlers } from "./with-middleware.js";

/**
 * The handler of every procedure by path, with the middleware of all namespaces above it.
 *
 * @throws HawserError `invalid_schema` at the path of a handler that is missing, extra, or no function.
 */
export function handlersOf(
  tree: ProcedureTree,
  handlers: unknown,
  middleware: readonly Middleware[],
): Map<string, GuardedHandler> {
  const found = new Map<string, GuardedHandler>();
  visit(tree, handlers, { path: "", middleware, found });
  return found;
}

/** A handler, and whether middleware is around it. */
export interface GuardedHandler {
  readonly handler: BoundHandler;
  readonly isGuarded: boolean;
}

interface Place {
  readonly path: string;
  readonly middleware: readonly Middleware[];
  readonly found: Map<string, GuardedHandler>;
}

function visit(node: Procedure | ProcedureTree, handlers: unknown, place: Place): void {
  const { path, middleware } = place;
  if (handlers instanceof GuardedHandlers) {
    const { node: guarded, middleware: added, handlers: inner } = handlers;
    if (guarded !== node) throw schemaError(shown(path), "withMiddleware was given another part of the schema");
    if (typeof added !== "function") throw schemaError(shown(path), "withMiddleware was given no function");
    visit(node, inner, { ...place, middleware: [...middleware, added] });
  } else if (isProcedure(node)) {
    if (typeof handlers !== "function") {
      throw schemaError(shown(path), handlers === undefined ? "the handler is missing" : "the handler is no function");
    }
    place.found.set(path, {
      handler: compose(middleware, (input, call) => call.begin(handlers as BoundHandler, input)),
      isGuarded: middleware.length > 0,
    });
  } else {
    visitNamespace(node, handlers, place);
  }
}

function visitNamespace(node: ProcedureTree, handlers: unknown, place: Place): void {
  const inner: Record<string, unknown> = typeof handlers === "object" && handlers !== null ? { ...handlers } : {};
  const at = (name: string): string => (place.path === "" ? name : `${place.path}.${name}`);
  // A name that the schema does not have is a typo or a leftover: either way it never runs.
  const extra = Object.keys(inner).find((name) => !Object.hasOwn(node, name));
  if (extra !== undefined) {
    throw schemaError(shown(at(extra)), "the schema declares nothing here; remove it or declare it");
  }
  for (const [name, child] of Object.entries(node)) visit(child, inner[name], { ...place, path: at(name) });
}

function isProcedure(node: Procedure | ProcedureTree): node is Procedure {
  return node.kind === "procedure";
}

function shown(path: string): string {
  return path === "" ? "procedures" : `procedures.${path}`;
}

/** One function of all: the first of the middleware outermost, the handler innermost. */
function compose(middleware: readonly Middleware[], handler: BoundHandler): BoundHandler {
  return middleware.reduceRight<BoundHandler>((inner, around) => {
    return (input, call) => {
      call.input = input;
      return around(call, (change: Change<object> = {}) => proceed(inner, call, input, change));
    };
  }, handler);
}

function proceed(inner: BoundHandler, call: InvokedCall, input: unknown, change: Change<object>): unknown {
  // Middleware may have waited long.
  call.throwIfOver();
  if (change.context) call.extend(change.context);
  return inner("input" in change ? change.input : input, call);
}
