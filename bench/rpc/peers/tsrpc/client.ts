import type { Client } from "../../client.js";
import { generateLoad } from "../../load.js";
import { proto } from "./proto.js";
import { quiet } from "./quiet.js";
import { type ApiReturn, WsClient } from "./tsrpc.js";

generateLoad(async (url): Promise<Client> => {
  const client = new WsClient(proto, { server: url, json: false, logger: quiet });
  const connected = await client.connect();
  if (!connected.isSucc) throw new Error(connected.errMsg);
  return {
    tiny: async (input) => resultOf(await client.callApi("Tiny", input)),
    echo: async (order) => resultOf(await client.callApi("Echo", order)),
    close: () => client.disconnect(),
  };
});

function resultOf<T>(answer: ApiReturn<T>): T {
  if (!answer.isSucc) throw answer.err;
  return answer.res;
}
