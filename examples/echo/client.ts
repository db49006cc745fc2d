import { connect } from "./echo.client.js";

const echo = connect(process.argv[2] ?? "ws://localhost:3000");
echo.echoes.subscribe({ onEvent: ({ text }) => console.log("heard:", text) });
const { text } = await echo.echo({ text: "hello" });
console.log("answered:", text);
await echo.connection.close();
