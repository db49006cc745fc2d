import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import type { RouterClient } from "@orpc/server";
import type { Router } from "./orpc-router.js";

const websocket = new WebSocket("ws://localhost:8080/");
const chat: RouterClient<Router> = createORPCClient(new RPCLink({ websocket }));
const { id } = await chat.say({ room: "harbour", text: "ahoy" });
console.log(id);
for await (const event of await chat.said({ room: "harbour" })) console.log(event.text);
