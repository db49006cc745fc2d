import { connect } from "./hawser/schema.client.js";

const chat = connect("ws://localhost:8080/");
chat.said.subscribe({ room: "harbour" }, { onEvent: (event) => console.log(event.text) });
const { id } = await chat.say({ room: "harbour", text: "ahoy" });
console.log(id);
