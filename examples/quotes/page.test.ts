import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { complaintsOf, launchChromium } from "../test/chromium.js";
import { StartedProgram } from "../test/started-program.js";

const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, colorScheme: "dark" };
const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  colorScheme: "light",
  reducedMotion: "reduce",
  hasTouch: true,
};

describe("the dashboard in a browser", { tags: ["slow"] }, () => {
  let pageDir: string;
  let quotes: StartedProgram;
  let browser: Browser;
  let pages: Page[];
  let wide: Page;
  const complaints: string[][] = [];

  beforeAll(async () => {
    pageDir = await mkdtemp(join(tmpdir(), "hawser-quotes-page-"));
    [quotes, browser] = await Promise.all([start("0"), launchChromium()]);
    wide = await open(desktop);
    pages = [wide, await open(phone)];
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await quotes?.end("SIGKILL");
    await rm(pageDir, { recursive: true });
  });

  function start(port: string): Promise<StartedProgram> {
    return StartedProgram.start("quotes/main.ts", { PORT: port, PAGE_DIR: pageDir });
  }

  async function open(options: BrowserContextOptions): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage();
    page.setDefaultTimeout(30_000);
    complaints.push(complaintsOf(page));
    await page.goto(quotes.url);
    return page;
  }

  test("it draws stocks, chart and map", async () => {
    for (const page of pages) {
      await page.getByText("Live", { exact: true }).waitFor();
      await page.locator(".quake circle").first().waitFor();
      await page.locator(".quake-row").first().waitFor();
      expect(await page.getByRole("radio").count()).toBe(5);
      await drawn(page, ".price-chart canvas");
      await drawn(page, ".stock:first-child canvas");
    }
  });

  test("prices and chart move, and the rates are those of what comes", async () => {
    for (const page of pages) {
      const [month, chart] = [await textOf(page, "#price-month"), await pixelsOf(page, ".price-chart canvas")];
      await expect.poll(() => textOf(page, "#price-month"), patience).not.toBe(month);
      await expect.poll(() => pixelsOf(page, ".price-chart canvas"), patience).not.toBe(chart);
      await expect.poll(async () => Number(await textOf(page, "#meter-events")), patience).toBeGreaterThan(5);
      await expect.poll(async () => Number(await textOf(page, "#meter-bytes")), patience).toBeGreaterThan(50);
    }
  });

  test("another stock is chosen with the keyboard", async () => {
    await wide.getByRole("radio", { name: "AAPL" }).focus();
    await wide.keyboard.press("ArrowDown");
    await wide.getByRole("heading", { name: "Amazon AMZN" }).waitFor();
    await wide.getByRole("img", { name: "Price of Amazon" }).waitFor();
  });

  test("the slider decides which earthquakes are on the map", async () => {
    for (const page of pages) {
      await page.getByRole("slider", { name: "Magnitude" }).focus();
      await page.keyboard.press("Home");
      await expect.poll(() => page.locator(".quake circle").count(), patience).toBeGreaterThan(150);
      const weak = await page.locator(".quake circle").count();
      for (let step = 0; step < 9; step += 1) await page.keyboard.press("ArrowRight");
      await page.getByText("Magnitude from 4.5").waitFor();
      await expect.poll(() => page.locator(".quake circle").count(), patience).toBeLessThan(weak / 5);
      const magnitudes = await page.locator(".quake-magnitude").allInnerTexts();
      expect(magnitudes.filter((magnitude) => Number(magnitude) < 4.5)).toEqual([]);
      await page.keyboard.press("Home");
      await expect.poll(() => page.locator(".quake circle").count(), patience).toBeGreaterThan(150);
    }
  });

  test("an earthquake that comes sends out a wave, unless the reader wants less motion", async () => {
    const [moving, still] = pages.map((page) => page.locator(".wave circle").first());
    await moving?.waitFor({ state: "visible" });
    await still?.waitFor({ state: "hidden" });
  });

  test("nothing sticks out at the side", async () => {
    for (const page of pages) {
      const widths = await page.evaluate(() => ({ page: document.documentElement.scrollWidth, window: innerWidth }));
      expect(widths.page).toBeLessThanOrEqual(widths.window);
    }
  });

  test("what does not arrive leaves a hole in the chart, and is told in words", async () => {
    const context = await browser.newContext(desktop);
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    complaints.push(complaintsOf(page));
    await page.addInitScript(loseMessagesOnDemand);
    await page.goto(quotes.url);
    await page.getByText("Live", { exact: true }).waitFor();
    await drawn(page, ".price-chart canvas");
    const missed = page.getByRole("img", { name: /months missed: \d/ });
    expect(await missed.count()).toBe(0);
    // What was called has been answered by the time that prices move: only events are lost then.
    const month = await textOf(page, "#price-month");
    await expect.poll(() => textOf(page, "#price-month"), patience).not.toBe(month);
    await page.evaluate(() => document.body.setAttribute("data-deaf", "0"));
    const lostCount = (): Promise<number> => page.evaluate(() => Number(document.body.getAttribute("data-deaf")));
    await expect.poll(lostCount, patience).toBeGreaterThanOrEqual(30);
    await page.evaluate(() => document.body.removeAttribute("data-deaf"));
    await page.getByText(/\d+ events were lost on the way\./).waitFor();
    await missed.waitFor();
    await context.close();
  });

  test("it goes on when the server is killed and started again, without a reload", async () => {
    for (const page of pages) await page.evaluate(() => document.body.setAttribute("data-loaded", "once"));
    const { port } = new URL(quotes.url);
    await quotes.end("SIGKILL");
    for (const page of pages) {
      await page.getByText("Reconnecting").waitFor();
      await page
        .locator("#status-countdown")
        .getByText(/\d\.\d s/)
        .waitFor();
    }
    quotes = await start(port);
    for (const page of pages) {
      await page.getByText("The server was restarted.").waitFor();
      await page.getByText("Live", { exact: true }).waitFor();
      const month = await textOf(page, "#price-month");
      await expect.poll(() => textOf(page, "#price-month"), patience).not.toBe(month);
      expect(await page.getAttribute("body", "data-loaded")).toBe("once");
    }
  });

  test("the server ends at once and by itself when it is asked to", async () => {
    expect(await quotes.end("SIGTERM")).toBe(0);
  });

  test("no page complained of anything", () => {
    expect(complaints).toEqual([[], [], []]);
  });
});

/** Runs in a page before all else: while its body is marked so, what comes through a socket is gone. */
function loseMessagesOnDemand(): void {
  window.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener("message", (event) => {
        const lostCount = document.body.getAttribute("data-deaf");
        if (lostCount === null) return;
        event.stopImmediatePropagation();
        document.body.setAttribute("data-deaf", String(Number(lostCount) + 1));
      });
    }
  };
}

const patience = { timeout: 20_000, interval: 50 };

async function textOf(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).textContent()) ?? "";
}

function pixelsOf(page: Page, selector: string): Promise<string> {
  return page.locator(selector).evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
}

/** Waits until the canvas has anything but air. */
async function drawn(page: Page, selector: string): Promise<void> {
  await expect
    .poll(
      () =>
        page.locator(selector).evaluate((element) => {
          const canvas = element as HTMLCanvasElement;
          const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data;
          return pixels?.some((value) => value > 0);
        }),
      patience,
    )
    .toBe(true);
}
