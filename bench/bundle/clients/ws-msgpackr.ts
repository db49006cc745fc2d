import { Packr } from "msgpackr";
import { BareClient } from "./bare-client.js";

const packr = new Packr({ useRecords: false });
const chat = new BareClient("ws://localhost:8080/", {
  encode: (message) => packr.pack(message) as Uint8Array<ArrayBuffer>,
  decode: (data) => packr.unpack(new Uint8Array(data as ArrayBuffer)),
});
await chat.open;
chat.subscribe("said", { room: "harbour" }, (event) => console.log(event.text));
const { id } = await chat.call("say", { room: "harbour", text: "ahoy" });
console.log(id);
