import { pascalCase } from "./names.js";

/** How the files of a stub in several are called, without extension. */
export interface FileNames {
  /** By top-level namespace. */
  readonly namespaces: ReadonlyMap<string, string>;
  /** Of what they share. */
  readonly shared: string;
}

/** A namespace's file is called after it, with a number where another has that name, be it in capitals. */
export function fileNamesOf(namespaces: readonly string[]): FileNames {
  const taken = new Set(["shared", ...unusable]);
  const names = namespaces.map((namespace) => {
    const base = /^[\w$-]+$/.test(namespace) ? namespace : pascalCase(namespace);
    let name = base;
    for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${base}${number}`;
    taken.add(name.toLowerCase());
    return [namespace, name] as const;
  });
  return { namespaces: new Map(names), shared: "shared" };
}

/** Names that no file of Windows has, and those that a directory may be imported by. */
const unusable = ["aux", "con", "nul", "prn", "index"];
