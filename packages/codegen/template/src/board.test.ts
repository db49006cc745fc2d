import { expect, onTestFinished, test } from "vitest";
import { type Board, connect } from "./board.client.js";
import { type BoardOptions, createBoard } from "./server.js";

test("a note is on the board once it is added", async () => {
  const board = await open();
  const note = await board.notes.add({ text: "Buy rope" });
  expect(note).toMatchObject({ id: 1, text: "Buy rope" });
  expect(await board.notes.list()).toEqual([note]);
});

test("everybody who listens sees a note that anybody adds", async () => {
  const board = await open();
  const added = board.notes.added.subscribe();
  await board.notes.add({ text: "Ahoy" });
  for await (const { text } of added) {
    expect(text).toBe("Ahoy");
    break;
  }
});

test("an empty note is refused, and the error names the field", async () => {
  const board = await open();
  await expect(board.notes.add({ text: " " })).rejects.toMatchObject({ code: "invalid_input" });
});

test("a full board says so", async () => {
  const board = await open({ maxNotes: 1 });
  await board.notes.add({ text: "The last one" });
  await expect(board.notes.add({ text: "One more" })).rejects.toMatchObject({
    code: "BoardFull",
    data: { maxNotes: 1 },
  });
});

/** A client of a server of its own, both closed after the test. */
async function open(options?: BoardOptions): Promise<Board> {
  const server = createBoard(options);
  const { port } = await server.listen({ host: "127.0.0.1", port: 0 });
  const board = connect(`ws://127.0.0.1:${port}/rpc`);
  onTestFinished(async () => {
    await board.connection.close();
    await server.close();
  });
  return board;
}
