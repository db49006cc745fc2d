import { createTRPCClient, createWSClient, wsLink } from "@trpc/client";
import type { Router } from "./trpc-router.js";

const chat = createTRPCClient<Router>({ links: [wsLink({ client: createWSClient({ url: "ws://localhost:8080/" }) })] });
chat.said.subscribe({ room: "harbour" }, { onData: (event) => console.log(event.text) });
const { id } = await chat.say.mutate({ room: "harbour", text: "ahoy" });
console.log(id);
