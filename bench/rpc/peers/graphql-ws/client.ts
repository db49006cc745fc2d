import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import type { Order, TinyOutput } from "../../api.js";
import type { Client } from "../../client.js";
import { generateLoad } from "../../load.js";

const tiny = "mutation ($room: String!, $text: String!) { tiny(room: $room, text: $text) { id } }";
const echo = `mutation ($order: OrderInput!) {
  echo(order: $order) {
    id number isPaid placedAt note customer { name email city country } tags lines { sku title quantity price }
  }
}`;

generateLoad(async (url): Promise<Client> => {
  const client = createClient({ url, webSocketImpl: WebSocket, lazy: false });
  const mutate = <T extends object>(query: string, variables: object): Promise<T> =>
    new Promise((resolve, reject) => {
      let data: T;
      client.subscribe<T>(
        { query, variables: variables as Record<string, unknown> },
        {
          next: (result) => {
            if (result.data) data = result.data;
            else reject(new Error(JSON.stringify(result.errors)));
          },
          error: reject,
          complete: () => resolve(data),
        },
      );
    });
  return {
    tiny: async (input) => (await mutate<{ tiny: TinyOutput }>(tiny, input)).tiny,
    echo: async (order) => (await mutate<{ echo: Order }>(echo, { order })).echo,
    close: () => client.dispose(),
  };
});
