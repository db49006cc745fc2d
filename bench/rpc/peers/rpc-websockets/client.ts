import { once } from "node:events";
import { Client as RpcClient } from "rpc-websockets";
import type { Order, TinyOutput } from "../../api.js";
import type { Client } from "../../client.js";
import { generateLoad } from "../../load.js";

generateLoad(async (url): Promise<Client> => {
  const rpc = new RpcClient(url, { reconnect: false, perMessageDeflate: false });
  await once(rpc as never, "open");
  return {
    tiny: (input) => rpc.call("tiny", input) as Promise<TinyOutput>,
    echo: (order) => rpc.call("echo", order) as Promise<Order>,
    close: () => rpc.close(),
  };
});
