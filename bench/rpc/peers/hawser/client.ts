import type { Client } from "../../client.js";
import { generateLoad } from "../../load.js";
import { connect } from "../../schema.client.js";

generateLoad(async (url): Promise<Client> => {
  const shop = connect(url);
  return {
    tiny: (input) => shop.tiny(input),
    echo: (order) => shop.echo(order),
    close: () => shop.connection.close(),
  };
});
