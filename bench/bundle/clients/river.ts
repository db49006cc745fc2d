import { createClient } from "@replit/river";
import { WebSocketClientTransport } from "@replit/river/transport/ws/client";
import type { Server } from "./river-server.js";

const transport = new WebSocketClientTransport(async () => new WebSocket("ws://localhost:8080/") as never, "client");
const client = createClient<Server>(transport, "server");
const said = await client.chat.said.subscribe({ room: "harbour" });
const answer = await client.chat.say.rpc({ room: "harbour", text: "ahoy" });
if (answer.ok) console.log(answer.payload.id);
for await (const event of said[0]) if (event.ok) console.log(event.payload.text);
