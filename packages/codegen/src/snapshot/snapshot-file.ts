import { basename, dirname, join } from "node:path";

/** `chat.schema.ts` becomes `chat.schema.json` in the same directory, and so do `chat.ts` and `chat.client.ts`. */
export function defaultSnapshotFile(source: string): string {
  const name = basename(source).replace(/(?:\.schema|\.client)?(?:\.d)?\.[cm]?[jt]sx?$|(?:\.schema)?\.json$/, "");
  return join(dirname(source), `${name}.schema.json`);
}
