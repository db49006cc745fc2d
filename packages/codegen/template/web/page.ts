import { connect, type Note } from "../src/board.client.js";

const board = connect("/rpc");
const form = document.querySelector("#form") as HTMLFormElement;
const list = document.querySelector("#notes") as HTMLOListElement;
const problem = document.querySelector("#problem") as HTMLParagraphElement;
const status = document.querySelector("#status") as HTMLOutputElement;

board.connection.onStatus(({ state }) => {
  status.value = state === "open" ? "live" : `${state}…`;
  status.dataset.state = state;
});

// Subscribed first: a note that is added while the list is on its way is not missed. One that comes twice is shown once.
board.notes.added.subscribe({ onEvent: show, onGap: () => void load() });
void load();

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = new FormData(form).get("text") as string;
  problem.hidden = true;
  try {
    await board.notes.add({ text });
    form.reset();
  } catch (error) {
    problem.textContent = (error as Error).message;
    problem.hidden = false;
  }
});

/** Also after a gap: there may be notes that never came as events. */
async function load(): Promise<void> {
  for (const note of await board.notes.list()) show(note);
}

function show({ id, text, addedAt }: Note): void {
  if (document.getElementById(`note-${id}`)) return;
  const time = Object.assign(document.createElement("time"), {
    dateTime: addedAt.toISOString(),
    textContent: addedAt.toLocaleTimeString(),
  });
  const item = Object.assign(document.createElement("li"), { id: `note-${id}` });
  item.append(Object.assign(document.createElement("p"), { textContent: text }), time);
  list.prepend(item);
}
