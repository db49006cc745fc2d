import { isHawserError } from "@hawser/client";
import { connect, type Listing, type Quotes } from "../quotes.client.js";
import { GapNotice } from "./gap-notice.js";
import { Meter } from "./meter.js";
import { PriceBoard } from "./price-board.js";
import { showQuakes } from "./quake-board.js";
import type { World } from "./quake-map.js";
import { StatusPill } from "./status-pill.js";

const meter = new Meter();
const notice = new GapNotice();
const live = connect(new URL("rpc", location.href), { socket: meter.openSocket });
new StatusPill(live.connection);

const options = { onEvent: () => meter.countEvent(), onGap: notice.add.bind(notice) };
const world: Promise<World> = fetch("world.json").then((response) => response.json());
const [listings] = await Promise.all([listStocks(live), world.then((loaded) => showQuakes(live, loaded, options))]);
new PriceBoard(live, listings, options);

/** Asks until there is an answer: the server may be down while the page loads. */
async function listStocks({ stocks }: Quotes): Promise<Listing[]> {
  for (;;) {
    try {
      return await stocks.list({ timeoutMs: Number.POSITIVE_INFINITY });
    } catch (error) {
      if (!isHawserError(error) || error.code !== "connection_lost") throw error;
    }
  }
}
