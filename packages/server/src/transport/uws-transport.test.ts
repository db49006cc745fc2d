import { describe, expect, test } from "vitest";
import { RecordingEndpoint } from "./behaviour/recording-endpoint.js";
import { serve } from "./behaviour/serve.js";
import { whyNoUws } from "./behaviour/why-no-uws.js";
import { transportBehaviour } from "./behaviour.js";
import { uwsTransport } from "./uws-transport.js";

const skip = await whyNoUws();

transportBehaviour("uwsTransport", uwsTransport, { shortestIdleTimeoutMs: 8_000, hasGroups: true, skip });

describe("uwsTransport", () => {
  test("gives its app to a user's own routes, which go first", async (context) => {
    if (skip) context.skip(skip);
    const create = () =>
      uwsTransport({
        configure: (app) => {
          app.get("/own/:name", (response, request) => {
            response.end(`own ${request.getParameter(0)}`);
          });
        },
      });
    const http = [() => ({ status: 200, headers: {}, body: "handler" })];
    const { port } = await serve(create, { endpoints: { "/": new RecordingEndpoint() }, http });
    expect(await (await fetch(`http://127.0.0.1:${port}/own/route`)).text()).toBe("own route");
    expect(await (await fetch(`http://127.0.0.1:${port}/other`)).text()).toBe("handler");
  });
});
