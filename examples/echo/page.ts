import { connect } from "./echo.client.js";

const echo = connect("/");
const input = document.querySelector("input") as HTMLInputElement;
const list = document.querySelector("ul") as HTMLUListElement;

document.querySelector("form")?.addEventListener("submit", (event) => {
  event.preventDefault();
  void echo.echo({ text: input.value });
  input.value = "";
});
for await (const { text } of echo.echoes.subscribe()) {
  list.append(Object.assign(document.createElement("li"), { textContent: text }));
}
