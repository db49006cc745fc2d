import { open, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { lookup } from "mrmime";
import { plainResponse } from "../transport/plain-response.js";
import type { HttpHandler, HttpRequest, HttpResponse } from "../transport/transport.js";

export interface StaticFilesOptions {
  /**
   * The URL path under which the directory's files stand, with a slash at both ends.
   * @default "/"
   */
  prefix?: string;
  /**
   * The Cache-Control header. By default a browser asks each time and is told when nothing changed, so that a new
   * version of a page is seen at once.
   * @default "no-cache"
   */
  cacheControl?: string;
  /** Headers of every answer, for example a Content-Security-Policy. Absent: only those that describe the file. */
  headers?: Readonly<Record<string, string>>;
}

/**
 * Answers GET and HEAD with the files of a directory, and with `index.html` for a path that ends in "/". Every other
 * request is left to the next handler: what is no file, names that start with a dot, and links that lead out of the
 * directory. Files are read whole, without ranges or compression: it is for pages, not for downloads.
 *
 * @param directory its path. It need not exist yet; then nothing is answered.
 */
export function staticFiles(directory: string, options: StaticFilesOptions = {}): HttpHandler {
  const { prefix = "/", cacheControl = "no-cache", headers = {} } = options;
  return async (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") return undefined;
    if (!request.path.startsWith(prefix)) return undefined;
    const segments = segmentsOf(request.path.slice(prefix.length - 1));
    if (!segments) return undefined;
    try {
      return await answer(await resolve(directory, segments), request, { "cache-control": cacheControl, ...headers });
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw error;
    }
  };
}

/** The names that lead to a file, or `undefined` for a path that names none that may be served. */
function segmentsOf(path: string): string[] | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  // Checked after decoding, and a second decoding never happens.
  if (!decoded.startsWith("/") || /[\\\0]/.test(decoded)) return undefined;
  const segments = (decoded.endsWith("/") ? `${decoded}index.html` : decoded).slice(1).split("/");
  return segments.some((segment) => segment === "" || segment.startsWith(".")) ? undefined : segments;
}

/** The real path of a file below the directory. */
async function resolve(directory: string, segments: string[]): Promise<string> {
  const root = await realpath(directory);
  const file = await realpath(join(root, ...segments));
  if (!file.startsWith(root.endsWith(sep) ? root : root + sep)) throw new Absent();
  return file;
}

async function answer(file: string, request: HttpRequest, headers: Record<string, string>): Promise<HttpResponse> {
  const handle = await open(file, "r");
  try {
    const stats = await handle.stat();
    if (stats.isDirectory()) return redirect(request, headers);
    if (!stats.isFile()) throw new Absent();
    // Weak, because it says nothing of the bytes themselves (RFC 9110 8.8.1).
    const etag = `W/"${stats.size.toString(36)}-${Math.trunc(stats.mtimeMs).toString(36)}"`;
    if (isKnown(etag, request.headers["if-none-match"]))
      return { status: 304, headers: { ...headers, etag }, body: "" };
    const body = await handle.readFile();
    return { status: 200, headers: { ...headers, etag, "content-type": contentType(file) }, body };
  } finally {
    await handle.close();
  }
}

/** A directory is served with the slash at its end only, so that the relative links of its page work. */
function redirect({ path, query }: HttpRequest, headers: Record<string, string>): HttpResponse {
  return plainResponse(308, "see the location", { ...headers, location: `${path}/${query && `?${query}`}` });
}

function isKnown(etag: string, ifNoneMatch = ""): boolean {
  return ifNoneMatch.split(",").some((known) => known.trim() === etag || known.trim() === "*");
}

function contentType(file: string): string {
  const type = lookup(file) ?? "application/octet-stream";
  return /^text\/|[/+](javascript|json|xml)$/.test(type) ? `${type}; charset=utf-8` : type;
}

class Absent extends Error {}

function isAbsence(error: unknown): boolean {
  const codes: unknown[] = ["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ELOOP", "EACCES"];
  return error instanceof Absent || (error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code));
}
