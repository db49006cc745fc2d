import type { FilesUsageOutput } from "../../files.client.js";
import { formatBytes } from "../size.js";
import { byId } from "./dom.js";

/** Shows how full the server is. */
export class UsageBar {
  readonly #meter = byId("usage", HTMLMeterElement);
  readonly #text = byId("usage-text", HTMLElement);

  show(usage: FilesUsageOutput | undefined): void {
    this.#meter.value = usage ? usage.usedBytes / usage.maxBytes : 0;
    this.#text.textContent = usage ? `${formatBytes(usage.usedBytes)} of ${formatBytes(usage.maxBytes)}` : "";
  }
}
