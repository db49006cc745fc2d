import { describe, expect, test } from "vitest";
import { code } from "../../src/docs/html/code.js";
import { escapeHtml, html } from "../../src/docs/html/html.js";
import { printPage } from "../../src/docs/html/print-page.js";
import { prose } from "../../src/docs/html/prose.js";
import { signaturesOf } from "../../src/docs/html/signature.js";
import { tokenize } from "../../src/docs/html/tokenize.js";
import { printStub } from "../../src/stub/print-stub.js";
import { documented, schemaFiles } from "./documented.js";

const options = { generator: "Generated.", stubModule: "./a.client.js", url: "wss://example.com" };

describe.each(schemaFiles)("%s", (file) => {
  test("each link leads to something, each id is there once, and the page is the same each time", async () => {
    const page = printPage(await documented(file), options);
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id as string);
    expect(ids.filter((id, i) => ids.indexOf(id) < i)).toEqual([]);
    expect(ids.filter((id) => /\s/.test(id))).toEqual([]);
    const targets = [...page.matchAll(/ href="#([^"]*)"/g)].map(([, id]) => id as string);
    expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
    expect(printPage(await documented(file), options)).toBe(page);
  });

  test("shows every operation, and every type that the stub declares for what travels", async () => {
    const schema = await documented(file);
    const page = printPage(schema, options);
    for (const { path } of [...schema.schema.procedures, ...schema.schema.topics]) {
      expect(page).toContain(`<article class="operation" id="${escapeHtml(path.replace(/\s/g, encodeURIComponent))}">`);
    }
    const header = { version: "0", source: "", command: "", fingerprint: "" };
    const declared = [...printStub(schema.schema, header).matchAll(/^export (?:interface|type) ([^\s=]+)(.*)/gm)];
    const travelling = declared.filter(
      ([, name, rest]) => !/^(?:Json|\w+Error)$/.test(name ?? "") && !/ extends /.test(rest ?? ""),
    );
    expect(travelling.length).toBeGreaterThan(0);
    for (const [, name] of travelling) expect(page).toContain(` id=".type.${name}"`);
  });

  test("has no markup but its own", async () => {
    const page = printPage(await documented(file), options);
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page.match(/<\/script>/g)).toHaveLength(1);
    expect(page.match(/<style/g)).toHaveLength(1);
    expect(page).not.toMatch(/<img|<b>|<iframe| on\w+="| style="| src="|javascript:/);
    expect(page.match(/<!--/g)).toBeNull();
  });
});

test("a brand is told by its name, beside what its values are", async () => {
  const page = printPage(await documented(schemaFiles.find((file) => file.includes("brands")) as string), options);
  const plain = (id: string): string => {
    const from = page.indexOf(` id="${id}"`);
    return page
      .slice(from, page.indexOf("</article>", from))
      .replace(/<[^>]*>/g, "")
      .replace(/\s+/g, " ");
  };
  expect(page).not.toContain("species");
  expect(plain(".type.OrderId")).toMatch(
    /OrderId brand string TypeScript.*export type OrderId = string &#38; Brand&#60;&#34;OrderId&#34;&#62;;/,
  );
  expect(plain(".type.AnyId")).toMatch(/AnyId brand UserId \| number TypeScript/);
  expect(plain(".type.Maybe")).toMatch(/Maybe brand Date \| null TypeScript/);
  expect(plain(".type.Level")).toContain("brand &#34;high&#34; | &#34;low&#34; TypeScript");
  expect(plain(".type.User")).toMatch(/User brand .*&#38; Brand&#60;&#34;User&#34;&#62;;/);
});

test("markup escapes every text that is put into it, and nothing twice", () => {
  const inner = html`<b title="${`"'<>&`}">${"</b>"}</b>`;
  expect(html`<p>${inner}${[1, inner]}${undefined}${false}</p>`.text).toBe(`<p>${inner.text}1${inner.text}</p>`);
  expect(inner.text).toBe('<b title="&#34;&#39;&#60;&#62;&#38;">&#60;/b&#62;</b>');
});

test("prose has paragraphs and code, and no markup of its writer's", () => {
  expect(html`${prose("One `a<b>`.\nTwo.\n\n\n  Three `open.  ")}`.text).toBe(
    "<p>One <code>a&#60;b&#62;</code>.\nTwo.</p><p>Three `open.</p>",
  );
  expect(prose(undefined)).toEqual([]);
  expect(prose(" \n ")).toEqual([]);
});

describe("TypeScript", () => {
  test("is taken apart and is whole again", () => {
    const text =
      'for await (const m of a.from({ new: "x\\"", n: 1_000n, d: 1.5 }).of()) f(`v$\u007b1}`); // "end"\n/* * / */ type Größe = #a;';
    const tokens = tokenize(text);
    expect(tokens.map((token) => token.text).join("")).toBe(text);
    const shown = tokens.filter(({ kind }) => kind !== "other").map((token) => `${token.kind} ${token.text}`);
    expect(shown).toEqual([
      "keyword for",
      "keyword await",
      "keyword const",
      "name m",
      "keyword of",
      "name a",
      "function from",
      "name new",
      'string "x\\""',
      "name n",
      "number 1_000n",
      "name d",
      "number 1.5",
      "function of",
      "function f",
      "string `v$\u007b1}`",
      'comment // "end"',
      "comment /* * / */",
      "keyword type",
      "type Größe",
      "name #a",
    ]);
  });

  test("leads to the types that the page has", () => {
    const find = (name: string): string | undefined => (name === "Ship" ? ".type.Ship" : undefined);
    expect(code("Ship[] | Boat", find).text).toBe(
      '<a class="t-type" href="#.type.Ship">Ship</a>[] | <span class="t-type">Boat</span>',
    );
    expect(code('"Ship"', find).text).toBe('<span class="t-string">&#34;Ship&#34;</span>');
  });

  test("has one parameter per line where a signature is long", () => {
    const owner = (method: string): string => `client.rooms.${method}`;
    const printed = [
      "  /** Ends here? *\\/ No. */",
      "  a(): Promise<void>;",
      "",
      "  /**",
      "   * Two lines, ( and more.",
      "   */",
      '  "b(c"(input: Map<string, number>, options?: CallOptions): Promise<Something>;',
    ];
    expect(signaturesOf(printed.join("\n"), owner)).toEqual([
      "client.rooms.a(): Promise<void>;",
      'client.rooms."b(c"(\n  input: Map<string, number>,\n  options?: CallOptions,\n): Promise<Something>;',
    ]);
  });
});
