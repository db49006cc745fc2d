import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { complaintsOf, launchChromium } from "../../../../examples/test/chromium.js";
import { printPage } from "../../src/docs/html/print-page.js";
import { workspace } from "../workspace.js";
import { documented, schemaFiles } from "./documented.js";

let browser: Browser;
let text: string;

beforeAll(async () => {
  browser = await launchChromium();
  const schema = await documented(schemaFiles.at(-1) as string);
  text = printPage(schema, { generator: "x", stubModule: "./harbour.client.js", url: "wss://example.com" });
});

afterAll(() => browser.close());

interface View {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: "light" | "dark";
  /** What the page keeps from another time. */
  readonly stored?: Readonly<Record<string, string>>;
}

/** The page, opened as a file; that it made no request and complained of nothing is checked after the test. */
async function open({ width = 1280, height = 800, colorScheme = "light", stored = {} }: View = {}): Promise<Page> {
  const root = await workspace({});
  const file = join(root, "page.html");
  await writeFile(file, text);
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  const complaints = complaintsOf(page);
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.addInitScript((entries) => {
    for (const [key, value] of Object.entries(entries)) localStorage.setItem(key, value);
  }, stored);
  await page.goto(`file://${file}`);
  onTestFinished(async () => {
    await page.close();
    expect(complaints).toEqual([]);
    expect(requests.map((url) => url.replace(/#.*/, ""))).toEqual([`file://${file}`]);
  });
  return page;
}

const shownLinks = (page: Page): Promise<string[]> =>
  page
    .locator("nav a[data-search]:visible")
    .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));

describe("a search", () => {
  test("begins with /, filters as one types, and Enter goes where the keys chose", async () => {
    const page = await open();
    const all = await shownLinks(page);
    expect(all.length).toBeGreaterThan(70);
    await page.keyboard.press("/");
    await page.keyboard.type("portfull");
    expect(await shownLinks(page)).toEqual(["#ships.announce"]);
    await page.keyboard.press("Enter");
    expect(new URL(page.url()).hash).toBe("#ships.announce");

    await page.keyboard.press("/");
    await page.keyboard.type("ships. topic");
    expect(await shownLinks(page)).toEqual(["#ships.arrivals", "#ships.moved"]);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    expect(new URL(page.url()).hash).toBe("#ships.moved");
    await page.waitForFunction(
      () => document.querySelector("nav a[aria-current]")?.getAttribute("href") === "#ships.moved",
    );
    expect(await page.locator("[id='ships.moved']").evaluate((part) => part.getBoundingClientRect().top)).toBeLessThan(
      100,
    );

    await page.keyboard.press("/");
    await page.keyboard.press("Escape");
    expect(await shownLinks(page)).toEqual(all);
  });

  test("says when nothing is called that, and finds names of all alphabets", async () => {
    const page = await open();
    await page.locator("#search").fill("zzz");
    expect(await shownLinks(page)).toEqual([]);
    expect(await page.locator(".nothing").isVisible()).toBe(true);
    await page.locator("#search").fill("größe 大小");
    expect(await shownLinks(page)).toEqual(["#odd.größe"]);
    await page.keyboard.press("Enter");
    expect(await page.locator(":target h3").textContent()).toContain("größe");
  });
});

test("links lead to types and operations, also where names have white space", async () => {
  const page = await open();
  await page.locator("[id='ships.announce'] a", { hasText: "Cargo" }).first().click();
  expect(await page.locator(":target h3").textContent()).toBe("Cargo");
  await page.locator("nav a", { hasText: "with space" }).click();
  expect(await page.locator(":target h3").textContent()).toContain("odd.with space");
  await page.goBack();
  expect(await page.locator(":target h3").textContent()).toBe("Cargo");
});

test("texts of a schema are shown as they are written, and none of them is markup", async () => {
  const page = await open();
  const part = page.locator("[id='odd.nasty']");
  expect(await part.locator(".about > p").first().textContent()).toBe("</script><script>alert(3)</script> */ <b>");
  const nasty = page.locator("[id='.type.Nasty']");
  expect(await nasty.locator(".about > p").textContent()).toBe(
    "Text that wants to be *markup*: <b>bold</b> & &amp; ]]>",
  );
  expect(await nasty.locator("th").allTextContents()).toContain('"</script><script>alert(1)</script>"');
  expect(await page.locator("script, img, b, iframe").count()).toBe(1);
});

test("what may run is only what the page itself brings", async () => {
  // Not opened as the others are: here the browser is to complain.
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  await page.setContent(text);
  const blocked = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        document.addEventListener("securitypolicyviolation", (event) => resolve(event.violatedDirective));
        const script = document.createElement("script");
        script.textContent = "document.title = 'taken over'";
        document.body.append(script);
      }),
  );
  expect(blocked).toBe("script-src-elem");
  expect(await page.title()).toBe("harbour API reference");
});

test.each(["light", "dark"] as const)(
  "is %s where the system is, until its button says otherwise",
  async (colorScheme) => {
    const page = await open({ colorScheme });
    const brightness = (): Promise<number> =>
      page.evaluate(() => Number(/\d+/.exec(getComputedStyle(document.body).backgroundColor)?.[0]));
    expect((await brightness()) > 128).toBe(colorScheme === "light");
    await page.locator("#theme").click();
    expect((await brightness()) > 128).toBe(colorScheme === "dark");
    expect(await page.evaluate(() => localStorage.getItem("hawser-theme"))).toBe(
      colorScheme === "light" ? "dark" : "light",
    );
  },
);

test("is what its reader chose another time", async () => {
  const page = await open({ colorScheme: "light", stored: { "hawser-theme": "dark" } });
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe("dark");
});

test("fits a phone: nothing sticks out, and the menu opens and closes", async () => {
  const page = await open({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  expect(await page.locator("#nav").isVisible()).toBe(false);
  await page.locator("#menu").click();
  await page.locator("nav a", { hasText: "announce" }).click();
  expect(await page.locator("#nav").isVisible()).toBe(false);
  expect(await page.locator(":target h3").textContent()).toContain("ships.announce");
});

test("is all there, and its links lead, without its script", async () => {
  const page = await open();
  const [file] = page.url().split("#");
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  onTestFinished(() => context.close());
  const plain = await context.newPage();
  await plain.goto(file as string);
  expect(await plain.locator("#nav").isVisible()).toBe(true);
  expect(await plain.locator("#search").isVisible()).toBe(false);
  await plain.locator("nav a", { hasText: "announce" }).click();
  expect(new URL(plain.url()).hash).toBe("#ships.announce");
});
