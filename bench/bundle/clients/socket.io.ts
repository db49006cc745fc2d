import { io, type Socket } from "socket.io-client";
import type { Message } from "./message.js";

const chat: Socket<Received, Sent> = io("ws://localhost:8080/", { transports: ["websocket"] });
chat.on("said", (event) => console.log(event.text));
chat.emit("join", "harbour");
const { id } = await chat.emitWithAck("say", { room: "harbour", text: "ahoy" });
console.log(id);

interface Received {
  said(event: Message): void;
}

interface Sent {
  join(room: string): void;
  say(input: { room: string; text: string }, answer: (message: Message) => void): void;
}
