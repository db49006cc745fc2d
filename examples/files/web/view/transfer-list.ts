import { formatBytes } from "../size.js";
import type { Transfer } from "../transfer.js";
import { button, byId, create } from "./dom.js";
import { hashLabel } from "./hash-label.js";
import { type Row, RowList } from "./row-list.js";

export interface TransferActions {
  dismiss(transfer: Transfer): void;
}

/** Files on their way, each with its progress, and how it ended. */
export class TransferList {
  readonly #section = byId("transfers", HTMLElement);
  readonly #list: RowList<Transfer>;

  constructor(actions: TransferActions) {
    this.#list = new RowList(
      byId("transfer-list", HTMLUListElement),
      (transfer) => transfer,
      (transfer) => transferRow(transfer, actions),
    );
  }

  show(transfers: readonly Transfer[]): void {
    this.#section.hidden = transfers.length === 0;
    this.#list.show(transfers);
  }
}

function transferRow(transfer: Transfer, { dismiss }: TransferActions): Row {
  const arrow = create("span", "arrow");
  const bar = create("progress", "");
  bar.max = Math.max(1, transfer.sizeBytes);
  bar.setAttribute("aria-label", transfer.name);
  const detail = create("p", "detail");
  const cancelButton = button("quiet", "Cancel", () => transfer.cancel());
  const dismissButton = button("quiet", "Dismiss", () => dismiss(transfer));
  const name = create("p", "name", transfer.name);
  const element = create("li", "transfer", arrow, name, detail, cancelButton, dismissButton, bar);
  element.dataset.direction = transfer.direction;
  return {
    element,
    show() {
      const { state } = transfer.progress;
      if (element.dataset.state === state && state !== "moving") return;
      element.dataset.state = state;
      bar.value = transfer.movedBytes;
      bar.hidden = state !== "moving" && state !== "checking";
      detail.replaceChildren(...detailOf(transfer));
      cancelButton.hidden = state !== "moving";
      dismissButton.hidden = state === "moving" || state === "checking";
    },
  };
}

function detailOf({ direction, progress, movedBytes, sizeBytes, bytesPerSecond }: Transfer): (Node | string)[] {
  const size = formatBytes(sizeBytes);
  const rate = `${formatBytes(bytesPerSecond)}/s`;
  switch (progress.state) {
    case "moving":
      return [`${formatBytes(movedBytes)} of ${size} · ${rate}`];
    case "checking":
      return [`${size} · ${rate} · comparing SHA-256`];
    case "same":
      return [`${direction === "up" ? "Arrived" : "Came back"} byte for byte · `, hashLabel(progress.sha256)];
    case "different":
      return ["What arrived is not what was sent."];
    case "cancelled":
      return ["Cancelled"];
    case "failed":
      return [progress.problem];
  }
}
