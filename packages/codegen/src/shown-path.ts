import { isAbsolute, relative } from "node:path";

/** A path as a user wrote it or would: relative to where they are, unless that leads far up. */
export function shownPath(file: string, cwd: string): string {
  const path = relative(cwd, file);
  return path === "" || path.startsWith("../../..") || isAbsolute(path) ? file : path.replaceAll("\\", "/");
}
