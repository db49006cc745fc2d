import { connect } from "../files.client.js";
import { Page } from "./page.js";

new Page(connect("rpc", { backoff: { maxMs: 10_000 } })).start();
