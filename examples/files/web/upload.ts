import { type FilesNamespace, isFilesUploadError } from "../files.client.js";
import { endBy } from "./end-by.js";
import { sha256Of } from "./sha256.js";
import { formatBytes } from "./size.js";
import type { End, Transfer } from "./transfer.js";

/** Sends a file, and looks whether the server has the same one. Never rejects: the transfer tells how it ended. */
export async function upload(files: Pick<FilesNamespace, "upload">, file: File, transfer: Transfer): Promise<void> {
  try {
    const stored = await files.upload(file, {
      metadata: { name: file.name, mediaType: file.type, sizeBytes: file.size },
      signal: transfer.signal,
      onProgress: ({ sentBytes }) => transfer.moved(sentBytes),
    });
    transfer.check();
    const { sha256 } = stored;
    transfer.end((await sha256Of(file)) === sha256 ? { state: "same", sha256 } : { state: "different" });
  } catch (error) {
    transfer.end(endOf(error, transfer.signal));
  }
}

function endOf(error: unknown, signal: AbortSignal): End {
  const isUnreadable = !isFilesUploadError(error) || (error.code === "cancelled" && !signal.aborted);
  if (isUnreadable) return { state: "failed", problem: "The file could not be read." };
  if (error.code !== "TooLarge") return endBy(error);
  return { state: "failed", problem: `The server takes files of up to ${formatBytes(error.data.maxBytes)}.` };
}
