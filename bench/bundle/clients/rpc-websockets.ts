import { Client } from "rpc-websockets";
import type { Message } from "./message.js";

const chat = new Client("ws://localhost:8080/");
await new Promise((resolve) => chat.once("open", resolve));
chat.on("said", (event: Message) => console.log(event.text));
await chat.subscribe("said");
const { id } = (await chat.call("say", { room: "harbour", text: "ahoy" })) as Message;
console.log(id);
