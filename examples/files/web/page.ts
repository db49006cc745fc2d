import type { Files, StoredFile } from "../files.client.js";
import { download } from "./download.js";
import { Pulse } from "./pulse.js";
import { Shelf } from "./shelf.js";
import { Transfer } from "./transfer.js";
import { upload } from "./upload.js";
import { DropZone } from "./view/drop-zone.js";
import { FileList } from "./view/file-list.js";
import { PulseLine } from "./view/pulse-line.js";
import { StatusPill } from "./view/status-pill.js";
import { TransferList } from "./view/transfer-list.js";
import { UsageBar } from "./view/usage-bar.js";

/** The page: what the server has, and what is on its way there or back. */
export class Page {
  readonly #files: Files;
  readonly #shelf: Shelf;
  readonly #pulse: Pulse;
  #transfers: Transfer[] = [];
  #isShowDue = false;

  readonly #transferList = new TransferList({ dismiss: (transfer) => this.#dismiss(transfer) });
  readonly #fileList = new FileList({ download: (file) => this.#download(file) });
  readonly #pulseLine = new PulseLine();
  readonly #usageBar = new UsageBar();

  constructor(files: Files) {
    this.#files = files;
    this.#shelf = new Shelf(files, () => this.#changed());
    this.#pulse = new Pulse(files, () => this.#changed());
    new StatusPill(files.connection);
    new DropZone((file) => this.#upload(file));
  }

  start(): void {
    this.#shelf.follow();
    this.#changed();
  }

  #upload(file: File): void {
    const transfer = new Transfer({ direction: "up", name: file.name, sizeBytes: file.size });
    this.#run(transfer, () => upload(this.#files.files, file, transfer));
  }

  #download(file: StoredFile): void {
    const transfer = new Transfer({ direction: "down", name: file.name, sizeBytes: file.sizeBytes });
    this.#run(transfer, () => download(this.#files.files, file, transfer));
  }

  #run(transfer: Transfer, work: () => Promise<void>): void {
    this.#transfers = [transfer, ...this.#transfers];
    transfer.onChange(() => this.#changed());
    void this.#pulse.during(work());
    this.#changed();
  }

  #dismiss(transfer: Transfer): void {
    this.#transfers = this.#transfers.filter((other) => other !== transfer);
    this.#changed();
  }

  /** Bytes come faster than a screen can show them: what changed is shown with the next frame, all at once. */
  #changed(): void {
    if (this.#isShowDue) return;
    this.#isShowDue = true;
    requestAnimationFrame(() => {
      this.#isShowDue = false;
      this.#transferList.show(this.#transfers);
      this.#fileList.show(this.#shelf.files);
      this.#pulseLine.show(this.#pulse);
      this.#usageBar.show(this.#shelf.usage);
    });
  }
}
