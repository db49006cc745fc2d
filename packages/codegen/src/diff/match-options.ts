import type { Shape } from "@hawser/core";
import { type Definitions, resolved, tagValues } from "./accepts.js";
import { textOf } from "./text-of.js";

export interface MatchedOptions {
  /** With a name where there is one: the value of the tag, or of the type. */
  readonly pairs: readonly { readonly before: Shape; readonly after: Shape; readonly name: string | undefined }[];
  readonly removed: readonly Shape[];
  readonly added: readonly Shape[];
}

export interface Unions {
  readonly before: Shape;
  readonly after: Shape;
  readonly oldDefinitions: Definitions;
  readonly newDefinitions: Definitions;
}

/**
 * Which option of one union is which of the other: those that share a value of the tag, else equal ones, else those of
 * one kind. What is no union counts as one of a single option.
 */
export function matchOptions({ before, after, oldDefinitions, newDefinitions }: Unions): MatchedOptions {
  const tag = before.kind === "union" && after.kind === "union" && before.tag === after.tag ? before.tag : undefined;
  const pairs: MatchedOptions["pairs"][number][] = [];
  let [removed, added] = [optionsOf(before), optionsOf(after)];
  const pair = (isPair: (a: Shape, b: Shape) => boolean, nameOf: (a: Shape) => string | undefined): void => {
    for (const a of removed) {
      const b = added.find((option) => isPair(a, option));
      if (!b) continue;
      pairs.push({ before: a, after: b, name: nameOf(a) });
      removed = removed.filter((option) => option !== a);
      added = added.filter((option) => option !== b);
    }
  };
  if (tag !== undefined) {
    const tagsOf = (option: Shape, definitions: Definitions): string[] =>
      tagValues(resolved(option, definitions), tag)?.map(String) ?? [];
    pair(
      (a, b) => tagsOf(a, oldDefinitions).some((value) => tagsOf(b, newDefinitions).includes(value)),
      (a) => tagsOf(a, oldDefinitions)[0],
    );
    return { pairs, removed, added };
  }
  pair((a, b) => textOf(a) === textOf(b), typeName);
  pair((a, b) => areAlike(resolved(a, oldDefinitions), resolved(b, newDefinitions)), typeName);
  return { pairs, removed, added };
}

function optionsOf(shape: Shape): readonly Shape[] {
  return shape.kind === "union" ? shape.options : [shape];
}

function typeName(option: Shape): string | undefined {
  return option.kind === "ref" ? option.to : undefined;
}

function areAlike(before: Shape, after: Shape): boolean {
  if (before.kind !== "object" || after.kind !== "object") return before.kind === after.kind;
  const names = new Set(after.fields.map(({ name }) => name));
  return before.fields.some(({ name }) => names.has(name));
}
