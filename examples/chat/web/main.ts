import { connect } from "../chat.client.js";
import { Guest } from "./guest.js";
import { Page } from "./page.js";

const guest = new Guest(sessionStorage);
const chat = connect("rpc", {
  auth: () => guest.auth(),
  backoff: { maxMs: 10_000 },
  // A backlog is read as the guest scrolls: little of it waits here meanwhile.
  streamWindowBytes: 16_384,
});
new Page(chat, guest).start();
