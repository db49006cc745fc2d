import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";

/** Debian's Chromium, without a window and without requests of its own. */
export function launchChromium(): Promise<Browser> {
  if (!existsSync(executablePath)) {
    throw new Error(`There is no ${executablePath}; install it with: apt-get install chromium`);
  }
  return chromium.launch({ executablePath, args });
}

/** What a page complained of from now on: errors, warnings, and violations of its Content-Security-Policy. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    // What Chromium says of whatever it cannot reach while a page is without its server.
    if (/^WebSocket connection to '\S+' failed:|net::ERR_CONNECTION_REFUSED/.test(message.text())) return;
    complaints.push(`${message.text()} (${message.location().url})`);
  });
  return complaints;
}

const executablePath = "/usr/bin/chromium";

const args = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
