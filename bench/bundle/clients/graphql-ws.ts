import { createClient } from "graphql-ws";
import type { Message } from "./message.js";

const chat = createClient({ url: "ws://localhost:8080/" });
chat.subscribe<{ said: Message }>(
  {
    query: "subscription Said($room: String!) { said(room: $room) { id room text sentAt } }",
    variables: { room: "harbour" },
  },
  { next: ({ data }) => console.log(data?.said.text), error: console.error, complete: () => {} },
);
const answers = chat.iterate<{ say: Message }>({
  query: "mutation Say($room: String!, $text: String!) { say(room: $room, text: $text) { id room text sentAt } }",
  variables: { room: "harbour", text: "ahoy" },
});
for await (const { data } of answers) console.log(data?.say.id);
