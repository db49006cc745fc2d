import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { whyNoUws } from "./behaviour/why-no-uws.js";
import { chooseTransport } from "./choose-transport.js";

const runtime = `node ${process.versions.node.split(".")[0]} on ${process.platform}-${process.arch}`;

test("takes uWebSockets.js where it loads, without a word", async (context) => {
  const skip = await whyNoUws();
  if (skip) context.skip(skip);
  const { transport, notices } = await choose();
  expect(transport.name).toBe("uWebSockets.js");
  expect(notices).toEqual([]);
});

describe("takes ws and says why in one line", () => {
  test.each([
    [
      "there is no binary",
      new Error(
        "This version supports only some.\n\nError: Cannot find module './uws_linux_x64_137.node'\nRequire stack:\n- uws.js",
      ),
      `uWebSockets.js has no binary for ${runtime}`,
    ],
    [
      "the binary needs another C library",
      new Error("This version supports only some.\n\nError: libc.so.6: version `GLIBC_2.38' not found"),
      `uWebSockets.js does not load on ${runtime} (Error: libc.so.6: version \`GLIBC_2.38' not found)`,
    ],
    [
      "the package is missing",
      Object.assign(new Error("Cannot find package 'uWebSockets.js' imported from x"), {
        code: "ERR_MODULE_NOT_FOUND",
      }),
      "uWebSockets.js is not installed",
    ],
    ["the loader throws no error", "broken", `uWebSockets.js does not load on ${runtime} (broken)`],
  ])("when %s", async (_case, error, reason) => {
    const { transport, notices } = await choose(() => Promise.reject(error));
    expect(transport.name).toBe("ws");
    expect(notices).toEqual([`hawser: ${reason}; using ws instead`]);
  });
});

test("does not hide a TLS file that does not load behind the other transport", async () => {
  const certFile = fileURLToPath(new URL("behaviour/fixtures/localhost.cert.pem", import.meta.url));
  const notices: string[] = [];
  const attempt = chooseTransport({ tls: { keyFile: "/nowhere.pem", certFile }, notice: (line) => notices.push(line) });
  await expect(attempt).rejects.toThrow("/nowhere.pem");
});

async function choose(load?: () => Promise<never>) {
  const notices: string[] = [];
  const notice = (line: string) => notices.push(line);
  const transport = await chooseTransport(load ? { notice, load } : { notice });
  await transport.close();
  return { transport, notices };
}
