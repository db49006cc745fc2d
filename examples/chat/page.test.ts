import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { complaintsOf, launchChromium } from "../test/chromium.js";
import { StartedProgram } from "../test/started-program.js";
import { type Chat, type ChatAuth, connect } from "./chat.client.js";
import { Line } from "./line.js";

const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, colorScheme: "light" };
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, colorScheme: "dark", hasTouch: true };

describe("the chat in a browser", { tags: ["slow"] }, () => {
  let pageDir: string;
  let chat: StartedProgram;
  let browser: Browser;
  let ada: Page;
  let grace: Page;
  /** A guest without a page. */
  let witness: Chat;
  const complaints: string[][] = [];

  beforeAll(async () => {
    pageDir = await mkdtemp(join(tmpdir(), "hawser-chat-page-"));
    [chat, browser] = await Promise.all([start("0"), launchChromium()]);
    [ada, grace] = [await open(desktop), await open(phone)];
    witness = connect(new URL("rpc", chat.url), { auth: () => fetchToken(chat.url, "Witness") });
  }, 60_000);

  afterAll(async () => {
    await witness?.connection.close();
    await browser?.close();
    await chat?.end("SIGKILL");
    await rm(pageDir, { recursive: true });
  });

  function start(port: string): Promise<StartedProgram> {
    return StartedProgram.start("chat/main.ts", {
      PORT: port,
      PAGE_DIR: pageDir,
      // A server that takes over takes the tokens of the one before it.
      TOKEN_KEY: "shared",
      TOKEN_LIFE_MS: String(tokenLifeMs),
      PRESENCE_GRACE_MS: String(presenceGraceMs),
    });
  }

  async function open(options: BrowserContextOptions, { hash = "", port }: Place = {}): Promise<Page> {
    const url = new URL(hash, chat.url);
    if (port !== undefined) url.port = String(port);
    const page = await (await browser.newContext(options)).newPage();
    page.setDefaultTimeout(30_000);
    complaints.push(complaintsOf(page));
    await page.goto(url.href);
    return page;
  }

  test("two guests enter, and are welcomed", async () => {
    await enter(ada, "Ada");
    await ada.getByText("1 here").waitFor();
    await listen(ada);
    await enter(grace, "ada");
    await grace.getByText("Somebody else is called ada").waitFor();
    await enter(grace, "Grace");
    await ada.getByText("Welcome aboard, Ada.").waitFor();
    await grace.getByText("Welcome aboard, Grace.").waitFor();
    for (const page of [ada, grace]) await page.getByText("Live").waitFor();
  });

  test("they see each other, and who was there hears who comes", async () => {
    await listen(grace);
    for (const page of [ada, grace]) await page.getByText("2 here").waitFor();
    expect(await peopleOn(ada)).toEqual(["Ada (you)", "Grace"]);
    expect(await peopleOn(grace)).toEqual(["Grace (you)", "Ada"]);
    await vi.waitUntil(async () => (await heard(ada)).includes(""), { timeout: 30_000 });
    expect(await grace.getByText("came in").count()).toBe(0);
    // A look at the other rooms is no news.
    await grace.getByRole("link", { name: "All rooms" }).click();
    await grace.getByRole("link", { name: "lobby" }).click();
    await say(grace, "Three rooms");
    await ada.getByRole("log").getByText("Three rooms").waitFor();
    expect((await heard(ada)).sort()).toEqual(["", "2 here", "Grace came in"]);
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

  test("a token is renewed on the connection as it is", async () => {
    const requests: string[] = [];
    ada.on("request", (request) => requests.push(request.url()));
    ada.on("websocket", (socket) => requests.push(socket.url()));
    const renewals = async (): Promise<number> =>
      Number(/Token renewed (\d+)×/.exec((await ada.locator("#me-token").textContent()) ?? "")?.[1]);
    const before = await renewals();
    await vi.waitUntil(async () => (await renewals()) >= before + 2, { timeout: 4 * tokenLifeMs });
    expect(new Set(requests)).toEqual(new Set([`${chat.url}token?nick=Ada`]));
    await ada.getByText("Live").waitFor();
    await say(ada, "Still the same connection");
    await grace.getByRole("log").getByText("Still the same connection").waitFor();
  });

  test("who is shown out of a room hears nothing more from there once their token is renewed", async () => {
    for (const page of [ada, grace]) {
      await page.evaluate(() => {
        location.hash = "#night-watch";
      });
    }
    await grace.getByRole("log").getByText("Aye").waitFor();
    await ada.getByText("2 here").waitFor();
    await ada.getByRole("button", { name: "Show out" }).click();
    await ada.getByText("Grace is shown out").waitFor();
    await grace.getByText("The owner of night-watch has shown you out.").waitFor();
    await ada.getByText("1 here").waitFor();
    expect(await peopleOn(grace)).toEqual([]);
    await say(ada, "Now we are alone");
    await say(grace, "Are we?");
    await grace.getByText("The owner of night-watch has shown you out.").nth(1).waitFor();
    expect(await grace.getByRole("log").getByText("Now we are alone").count()).toBe(0);
    await grace.getByRole("button", { name: "Discard" }).click();
    for (const page of [ada, grace]) {
      await page.evaluate(() => {
        location.hash = "#lobby";
      });
      await page.getByRole("heading", { name: "lobby" }).waitFor();
    }
  });

  test("a newcomer gets the latest messages, and the earlier ones by scrolling up", async () => {
    const room = "log-book";
    await witness.rooms.create({ room });
    for (let page = 1; page <= 120; page += 1) {
      const text = pageName(page);
      await witness.rooms.send({ room, text, mark: text });
    }
    const newcomer = await open(desktop, { hash: `#${room}` });
    await enter(newcomer, "Newcomer");
    const log = newcomer.getByRole("log");
    await log.getByText(pageName(120)).waitFor();
    const oldest = log.getByText(pageName(71));
    expect(await log.getByText(/^Page /).count()).toBe(50);
    expect(await isInView(oldest)).toBe(false);

    await log.evaluate((element) => element.scrollTo(0, 0));
    await log.getByText(pageName(21)).waitFor();
    // What was being read has not moved.
    expect(await isInView(oldest)).toBe(true);
    expect(await log.getByText(/^Page /).count()).toBe(100);

    await log.evaluate((element) => element.scrollTo(0, 0));
    await log.getByText("No earlier messages").waitFor();
    const texts = await log.getByText(/^Page /).allTextContents();
    expect(texts).toEqual(Array.from({ length: 120 }, (_, i) => pageName(i + 1)));
    await newcomer.close();
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

  test("nobody hears of a connection that is cut for a moment, nor of a reload, but of who stays away", async () => {
    const line = await Line.to(Number(new URL(chat.url).port));
    const linus = await open(desktop, { port: line.port });
    await enter(linus, "Linus");
    const others = [ada, grace];
    for (const page of others) {
      await page.getByText("3 here").waitFor();
      await page.getByText("Linus came in").waitFor({ state: "detached" });
      await listen(page);
    }

    // Not in the middle of fetching a token, of which the browser would complain.
    const token = await linus.waitForResponse((response) => response.url().includes("token"));
    await token.finished();
    await line.cut();
    await linus.getByText("There is no connection.").waitFor();
    expect(await peopleOn(linus)).toEqual(["Linus (you)", "Ada", "Grace"]);
    await line.mend();
    await linus.getByText("Live").waitFor();
    await linus.getByLabel("Message", { exact: true }).pressSequentially("That was a tunnel");
    for (const page of others) await page.getByText("Linus is typing").waitFor();
    await linus.keyboard.press("Enter");
    for (const page of others) expect(await heard(page)).toEqual([]);

    await grace.reload();
    await grace.getByText("3 here").waitFor();
    expect(await peopleOn(grace)).toEqual(["Grace (you)", "Ada", "Linus"]);
    // Linus counts as long as Grace's page from before does, which went first.
    await linus.close();
    await ada.getByText("2 here").waitFor({ timeout: 3 * presenceGraceMs });
    expect((await heard(ada)).sort()).toEqual(["2 here", "Linus left"]);
    await grace.getByText("2 here").waitFor();
    await line.cut();
  });

  test("both go on when the server is killed and started again, without a reload", async () => {
    for (const page of [ada, grace]) {
      await page.evaluate(() => document.body.setAttribute("data-loaded", "once"));
      await page.getByText("Linus left").waitFor({ state: "detached" });
      await listen(page);
    }
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
    for (const page of [ada, grace]) {
      expect(await page.getAttribute("body", "data-loaded")).toBe("once");
      expect(await heard(page)).toEqual([]);
    }
  });

  test("a guest who reloads the page is still the same one", async () => {
    await grace.reload();
    await grace.getByText("Welcome aboard, Grace.").waitFor();
    await grace.getByRole("log").getByText("Here again").waitFor();
  });

  test("a server that is replaced answers first, and what is said meanwhile is said once", async () => {
    const room = "lobby";
    const texts = Array.from({ length: 12 }, (_, i) => `During the change ${String(i).padStart(2, "0")}`);
    const sent = (page: Page): Promise<string[]> =>
      page
        .locator('.said[data-state="sent"] .text')
        .getByText(/^During the change/)
        .allTextContents();

    for (const text of texts.slice(0, 3)) await say(ada, text);
    await vi.waitUntil(async () => (await sent(ada)).length > 0, { timeout: 30_000 });
    const ended = chat.end("SIGTERM");
    for (const text of texts.slice(3, 9)) await say(ada, text);
    expect(await ended).toBe(0);
    for (const text of texts.slice(9)) await say(ada, text);
    const answered = await sent(ada);

    chat = await start(new URL(chat.url).port);
    for (const page of [ada, grace]) {
      await vi.waitUntil(async () => (await sent(page)).length >= texts.length, { timeout: 60_000 });
      await page.getByText("Live").waitFor();
      expect(await sent(page)).toEqual(texts);
      expect(await page.getByRole("button", { name: "Try again" }).count()).toBe(0);
    }
    // Pages show a message once in any case. The second server must not have got again what the first one has answered.
    const taken: string[] = [];
    for await (const { text } of witness.rooms.backlog({ room })) taken.push(text);
    expect(taken).toEqual(expect.arrayContaining(texts.slice(9)));
    expect(taken.filter((text) => answered.includes(text))).toEqual([]);
    expect(new Set(taken).size).toBe(taken.length);
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
    expect(complaints.flat()).toEqual([]);
  });
});

async function enter(page: Page, nick: string): Promise<void> {
  await page.getByLabel("Nickname").fill(nick);
  await page.keyboard.press("Enter");
}

/** Who is there, as those hear it who cannot see the page. */
async function peopleOn(page: Page): Promise<string[]> {
  const tree = await page.getByRole("list", { name: "People in the room" }).ariaSnapshot();
  return [...tree.matchAll(/- listitem: (.+)$/gm)].map(([, name = ""]) => name);
}

/** Notes from now on whom a page tells of, and how many it counts. */
async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    for (const id of ["news", "people-count"]) {
      const element = document.getElementById(id) as HTMLElement;
      let { textContent: before } = element;
      new MutationObserver(() => {
        if (element.textContent !== before) heard.push(element.textContent);
        before = element.textContent;
      }).observe(element, { childList: true });
    }
  });
}

/** What it noted. */
function heard(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { heard: string[] }).heard);
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel("Message", { exact: true }).fill(text);
  await page.keyboard.press("Enter");
}

/** A token for a guest without a page. */
async function fetchToken(url: string, nick: string): Promise<ChatAuth> {
  const headers = { authorization: `Bearer the-secret-of-${nick}` };
  return (await (await fetch(`${url}token?nick=${nick}`, { method: "POST", headers })).json()) as ChatAuth;
}

function pageName(page: number): string {
  return `Page ${String(page).padStart(3, "0")}`;
}

/** Whether the reader sees it, or it is scrolled away. */
function isInView(element: Locator): Promise<boolean> {
  return element.evaluate((node) => {
    const { top, bottom } = node.getBoundingClientRect();
    const frame = (node.closest(".log") as Element).getBoundingClientRect();
    return top >= frame.top && bottom <= frame.bottom;
  });
}

async function noOverflow(page: Page): Promise<void> {
  const widths = await page.evaluate(() => ({ page: document.documentElement.scrollWidth, window: innerWidth }));
  expect(widths.page).toBeLessThanOrEqual(widths.window);
}

/** A page must be able to renew its token in a tenth of this, also on a busy machine. */
const tokenLifeMs = 5_000;

/** A page must be able to reload, and to come back to a server that was restarted, in half of this. */
const presenceGraceMs = 20_000;

interface Place {
  readonly hash?: string;
  /** Absent: the server's own. */
  readonly port?: number;
}
