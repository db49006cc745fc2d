import { newWebSocketRpcSession } from "capnweb";
import type { Message } from "./message.js";

using chat = newWebSocketRpcSession<Chat>("ws://localhost:8080/");
await chat.subscribe("harbour", (event) => console.log(event.text));
const { id } = await chat.say({ room: "harbour", text: "ahoy" });
console.log(id);

interface Chat {
  say(input: { room: string; text: string }): Message;
  subscribe(room: string, onEvent: (event: Message) => void): void;
}
