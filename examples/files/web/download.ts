import { type FilesNamespace, isFilesDownloadError, type StoredFile } from "../files.client.js";
import { endBy } from "./end-by.js";
import { Sha256 } from "./sha256.js";
import type { End, Transfer } from "./transfer.js";

/** Fetches a file, and gives it to the user if it is the one that the server was sent. Never rejects, either. */
export async function download(
  files: Pick<FilesNamespace, "download">,
  file: StoredFile,
  transfer: Transfer,
): Promise<void> {
  try {
    const hash = new Sha256();
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    const incoming = files.download(
      { id: file.id },
      { signal: transfer.signal, onProgress: ({ receivedBytes }) => transfer.moved(receivedBytes) },
    );
    for await (const piece of incoming) {
      hash.update(piece);
      // A piece is a view into the message that brought it.
      pieces.push(piece.slice());
    }
    transfer.check();
    const sha256 = hash.hex();
    if (sha256 !== file.sha256) {
      transfer.end({ state: "different" });
      return;
    }
    save(new Blob(pieces), file.name);
    transfer.end({ state: "same", sha256 });
  } catch (error) {
    transfer.end(endOf(error));
  }
}

function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has taken hold of it by then, and nothing says when exactly.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function endOf(error: unknown): End {
  if (!isFilesDownloadError(error)) return { state: "failed", problem: "The file could not be kept." };
  if (error.code !== "NotFound") return endBy(error);
  return { state: "failed", problem: "The server does not have it any more." };
}
