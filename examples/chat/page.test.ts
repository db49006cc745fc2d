import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { complaintsOf, launchChromium } from "../test/chromium.js";
import { StartedProgram } from "../test/started-program.js";

const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, colorScheme: "light" };
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, colorScheme: "dark", hasTouch: true };

describe("the chat in a browser", { tags: ["slow"] }, () => {
  let pageDir: string;
  let chat: StartedProgram;
  let browser: Browser;
  let ada: Page;
  let grace: Page;
  const complaints: string[][] = [];

  beforeAll(async () => {
    pageDir = await mkdtemp(join(tmpdir(), "hawser-chat-page-"));
    [chat, browser] = await Promise.all([start("0"), launchChromium()]);
    [ada, grace] = [await open(desktop), await open(phone)];
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await chat?.end("SIGKILL");
    await rm(pageDir, { recursive: true });
  });

  function start(port: string): Promise<StartedProgram> {
    return StartedProgram.start("chat/main.ts", { PORT: port, PAGE_DIR: pageDir });
  }

  async function open(options: BrowserContextOptions): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage();
    page.setDefaultTimeout(30_000);
    complaints.push(complaintsOf(page));
    await page.goto(chat.url);
    return page;
  }

  test("two guests enter, and are welcomed", async () => {
    await enter(ada, "Ada");
    await enter(grace, "ada");
    await grace.getByText("Somebody else is called ada").waitFor();
    await enter(grace, "Grace");
    await ada.getByText("Welcome aboard, Ada.").waitFor();
    await grace.getByText("Welcome aboard, Grace.").waitFor();
    for (const page of [ada, grace]) await page.getByText("Live").waitFor();
  });

  test("they see who is typing, and what was said", async () => {
    // The focus is where one writes: nobody has to click.
    await ada.keyboard.type("Hello, Grace!");
    await grace.getByText("Ada is typing").waitFor();
    await ada.keyboard.press("Enter");
    await grace.getByRole("log").getByText("Hello, Grace!").waitFor();
    await grace.getByText("Ada is typing").waitFor({ state: "hidden" });
    await say(grace, "Hello, Ada!");
    await ada.getByRole("log").getByText("Hello, Ada!").waitFor();
  });

  test("what they write is text, whatever it looks like", async () => {
    const attack = '<img src="x" onerror="alert(1)">';
    await say(ada, attack);
    await grace.getByRole("log").getByText(attack).waitFor();
    expect(await grace.locator(".log img").count()).toBe(0);
  });

  test("a room is made, joined with a click, and shows what is unread", async () => {
    await ada.getByLabel("Name of a new room").fill("Night Watch");
    await ada.keyboard.press("Enter");
    await ada.getByRole("heading", { name: "night-watch" }).waitFor();
    await say(ada, "All quiet");

    await grace.getByRole("link", { name: "All rooms" }).click();
    const link = grace.getByRole("link", { name: "night-watch" });
    await link.getByText("Ada: All quiet").waitFor();
    await link.getByText("1 unread").waitFor();
    await noOverflow(grace);
    await link.click();
    await grace.getByRole("heading", { name: "night-watch" }).waitFor();
    await grace.getByRole("log").getByText("All quiet").waitFor();
    await say(grace, "Aye");
    await ada.getByRole("log").getByText("Aye").waitFor();

    await grace.goBack();
    for (const page of [grace, ada]) {
      await page.getByRole("link", { name: "lobby" }).click();
      await page.getByRole("heading", { name: "lobby" }).waitFor();
    }
    await ada.getByRole("log").getByText("Hello, Ada!").waitFor();
  });

  test("a room that is not there says so", async () => {
    await ada.evaluate(() => {
      location.hash = "#nowhere";
    });
    await ada.getByText("There is no room nowhere.").waitFor();
    await ada.getByRole("link", { name: "lobby" }).click();
    await ada.getByRole("heading", { name: "lobby" }).waitFor();
    await say(ada, "Back in the lobby");
    await grace.getByRole("log").getByText("Back in the lobby").waitFor();
  });

  test("both go on when the server is killed and started again, without a reload", async () => {
    for (const page of [ada, grace]) await page.evaluate(() => document.body.setAttribute("data-loaded", "once"));
    const { port } = new URL(chat.url);
    await chat.end("SIGKILL");
    for (const page of [ada, grace]) await page.getByText("There is no connection.").waitFor();
    await ada.getByText("Reconnecting").waitFor();
    await say(ada, "Is anybody there?");
    await ada.getByText("Waits for the connection").waitFor();

    chat = await start(port);
    await grace.getByRole("log").getByText("Is anybody there?").waitFor();
    for (const page of [ada, grace]) {
      await page.getByText("The server was restarted.").waitFor();
      await page.getByText("Live").waitFor();
      await page.getByText("There is no connection.").waitFor({ state: "hidden" });
    }
    await ada.getByText("Waits for the connection").waitFor({ state: "hidden" });

    await grace.getByLabel("Message", { exact: true }).pressSequentially("Here again");
    await ada.getByText("Grace is typing").waitFor();
    await grace.keyboard.press("Enter");
    await ada.getByRole("log").getByText("Here again").waitFor();
    // What was said before is still on the page.
    await ada.getByRole("log").getByText("Hello, Ada!").waitFor();
    for (const page of [ada, grace]) expect(await page.getAttribute("body", "data-loaded")).toBe("once");
  });

  test("a guest who reloads the page is still the same one", async () => {
    await grace.reload();
    await grace.getByText("Welcome aboard, Grace.").waitFor();
    await grace.getByRole("log").getByText("Here again").waitFor();
  });

  test("nothing sticks out at the side, however long a word is", async () => {
    await say(ada, "Supercalifragilistic".repeat(20));
    await grace.getByRole("log").getByText("Supercalifragilistic").waitFor();
    for (const page of [ada, grace]) await noOverflow(page);
  });

  test("the server ends at once and by itself when it is asked to", async () => {
    expect(await chat.end("SIGTERM")).toBe(0);
  });

  test("no page complained of anything", () => {
    expect(complaints).toEqual([[], []]);
  });
});

async function enter(page: Page, nick: string): Promise<void> {
  await page.getByLabel("Nickname").fill(nick);
  await page.keyboard.press("Enter");
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel("Message", { exact: true }).fill(text);
  await page.keyboard.press("Enter");
}

async function noOverflow(page: Page): Promise<void> {
  const widths = await page.evaluate(() => ({ page: document.documentElement.scrollWidth, window: innerWidth }));
  expect(widths.page).toBeLessThanOrEqual(widths.window);
}
