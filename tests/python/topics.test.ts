import { describe, test } from "vitest";
import { useLab } from "./lab.js";

// Members and patterns of a generated client in Python, against a real server.

const lab = useLab();

describe.each(["positional", "maps"])("in %s", (encoding) => {
  test.each(["presence", "instances", "pattern", "pattern_slow"])("%s", async (scenario) => {
    const { port } = await lab.serve(encoding);
    await lab.completed(lab.play("topics_scenarios.py", scenario, port, encoding));
  });

  test("presence_cut: who loses the connection for a moment stays a member", async () => {
    const { port } = await lab.serve(encoding);
    const { proxy, through } = await lab.proxied(port);
    const client = lab.play("topics_scenarios.py", "presence_cut", through, encoding);
    await client.said("cut");
    client.say(`ws://127.0.0.1:${port}`);
    await client.said("watched");
    proxy.isOpen = false;
    proxy.cut();
    client.say("cut");
    await client.said("updated");
    proxy.isOpen = true;
    await lab.completed(client);
  });

  test("pattern_cut: a pattern misses nothing", async () => {
    const { port } = await lab.serve(encoding);
    const { proxy, through } = await lab.proxied(port);
    const client = lab.play("topics_scenarios.py", "pattern_cut", through, encoding);
    await client.said("cut");
    proxy.isOpen = false;
    proxy.cut();
    client.say(`ws://127.0.0.1:${port}`);
    await client.said("missed");
    proxy.isOpen = true;
    await lab.completed(client);
  });

  test.each(["presence_moved", "pattern_moved"])("%s: another server takes over", async (scenario) => {
    const { server, port } = await lab.serve(encoding);
    const { proxy, through } = await lab.proxied(port);
    const next = await lab.serve(encoding);
    const client = lab.play("topics_scenarios.py", scenario, through, encoding);
    await client.said("ready");
    proxy.target = next.port;
    client.say("ready");
    await client.said("retired");
    await server.said("retired");
    client.say("retired");
    await lab.completed(client);
  });
});
