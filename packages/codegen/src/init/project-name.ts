/**
 * A name that npm accepts, made from that of a directory.
 *
 * @returns `undefined` where nothing of it can stand in such a name.
 */
export function projectName(directoryName: string): string | undefined {
  const name = directoryName
    .normalize("NFKD")
    // The dots of ü, which stand behind it now.
    .replace(/\p{Mark}+/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9._~-]+/g, "-")
    .replace(/^[._-]+|[._-]+$/g, "")
    .slice(0, 214);
  return name === "" ? undefined : name;
}
