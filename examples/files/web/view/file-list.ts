import type { StoredFile } from "../../files.client.js";
import { formatBytes } from "../size.js";
import { button, byId, create } from "./dom.js";
import { hashLabel } from "./hash-label.js";
import { type Row, RowList } from "./row-list.js";

export interface FileActions {
  download(file: StoredFile): void;
}

/** What the server has. */
export class FileList {
  readonly #empty = byId("no-files", HTMLParagraphElement);
  readonly #list: RowList<StoredFile, string>;

  constructor(actions: FileActions) {
    this.#list = new RowList(
      byId("file-list", HTMLUListElement),
      ({ id }) => id,
      (file) => fileRow(file, actions),
    );
  }

  show(files: readonly StoredFile[]): void {
    this.#empty.hidden = files.length > 0;
    this.#list.show(files);
  }
}

function fileRow(file: StoredFile, { download }: FileActions): Row {
  const { name, sizeBytes, sha256, storedAt } = file;
  const badge = create("span", "badge", extensionOf(name));
  badge.setAttribute("aria-hidden", "true");
  const detail = create("p", "detail", `${formatBytes(sizeBytes)} · ${time.format(storedAt)} · `, hashLabel(sha256));
  const get = button("", "Download", () => download(file));
  get.setAttribute("aria-label", `Download ${name}`);
  return { element: create("li", "file", badge, create("p", "name", name), detail, get), show() {} };
}

/** At most four characters, which is what the badge has room for. */
function extensionOf(name: string): string {
  return /\.(\w{1,4})$/.exec(name)?.[1] ?? "file";
}

const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
