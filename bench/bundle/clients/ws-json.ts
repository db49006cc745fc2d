import { BareClient } from "./bare-client.js";

const chat = new BareClient("ws://localhost:8080/", {
  encode: JSON.stringify,
  decode: (data) => JSON.parse(data as string),
});
await chat.open;
chat.subscribe("said", { room: "harbour" }, (event) => console.log(event.text));
const { id } = await chat.call("say", { room: "harbour", text: "ahoy" });
console.log(id);
