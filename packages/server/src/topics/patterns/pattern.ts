import { fromWire, HawserError, type Wire } from "@hawser/core";
import type { BoundWildcards } from "../../bind-topic.js";
import { type Definitions, readMaps } from "../../payload.js";
import { type Checked, clip, invalidInput } from "../../validate.js";
import { stableText } from "../stable-text.js";

/** Params of which some are left open. */
export class Pattern {
  /** Those that are not, validated. */
  readonly given: Readonly<Record<string, unknown>>;
  /** The names of those that are. */
  readonly open: readonly string[];
  readonly #texts: ReadonlyMap<string, string>;

  constructor(given: Readonly<Record<string, unknown>>, open: readonly string[]) {
    this.given = given;
    this.open = open;
    this.#texts = new Map(Object.entries(given).map(([name, value]) => [name, stableText(value)]));
  }

  /** Whether the params of an instance agree with what is given; what is neither given nor open has to be absent. */
  matches(params: Readonly<Record<string, unknown>>): boolean {
    for (const [name, text] of this.#texts) if (stableText(params[name]) !== text) return false;
    for (const [name, value] of Object.entries(params)) {
      if (value !== undefined && !this.#texts.has(name) && !this.open.includes(name)) return false;
    }
    return true;
  }

  /** What the instance has where the pattern is open. */
  openOf(params: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return present(Object.fromEntries(this.open.map((name) => [name, params[name]])));
  }
}

/** The names that are left open, if each of them may be. */
export function readOpen({ names }: BoundWildcards, wire: Wire): readonly string[] | undefined {
  if (!Array.isArray(wire) || wire.length === 0) return undefined;
  return wire.every((name) => typeof name === "string" && names.has(name)) ? [...new Set<string>(wire)] : undefined;
}

/** The params that are given, each validated on its own. */
export function readGiven(
  { params }: BoundWildcards,
  wire: Wire,
  { open, definitions }: { open: readonly string[]; definitions: Definitions },
): Checked | Promise<Checked> {
  if (!(wire instanceof Map)) {
    const message = "the params that are given are no map";
    return { ok: false, error: invalidInput(message, [{ path: [], message }]) };
  }
  // Left out, it would leave more instances than are asked for.
  const unknown = [...wire.keys()].map(String).find((name) => !params.has(name));
  if (unknown !== undefined) {
    const message = `there is no param ${clip(unknown)} here`;
    return {
      ok: false,
      error: new HawserError("incompatible", message, { data: { path: [unknown], expected: "undefined" } }),
    };
  }
  const checks = [...params]
    .filter(([name]) => !open.includes(name))
    .map(([name, type]) => [name, readMaps(type, wire.get(name), definitions)] as const);
  return checks.some(([, check]) => check instanceof Promise)
    ? Promise.all(checks.map(async ([name, check]) => [name, await check] as const)).then(joined)
    : joined(checks as readonly (readonly [string, Checked])[]);
}

function joined(checks: readonly (readonly [string, Checked])[]): Checked {
  const value: Record<string, unknown> = {};
  for (const [name, check] of checks) {
    if (!check.ok)
      return {
        ok: false,
        error: invalidInput(`${name}: ${check.error.detail}`, [{ path: [name], message: check.error.detail }]),
      };
    if (check.value !== undefined) value[name] = check.value;
  }
  return { ok: true, value };
}

/** What an instance has of the params that were left open, by name. */
export function readOpenParams(wire: Wire): Readonly<Record<string, unknown>> | undefined {
  return wire instanceof Map ? present(fromWire(wire) as Record<string, unknown>) : undefined;
}

/** A param that is undefined is as good as absent. */
function present(params: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
}
