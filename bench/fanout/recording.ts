import { once } from "node:events";
import { type AddressInfo, connect as connectSocket, createServer, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { Connect } from "./contenders/contender.js";

/** Bytes that a client sends, and of how many bytes the answer is for which it waits then. */
export interface Turn {
  readonly send: Uint8Array;
  readonly answerBytes: number;
}

/** What a client does on its connection, in its bytes: whoever sends the same is a client like it. */
export interface Recording {
  readonly connect: readonly Turn[];
  readonly call: readonly Turn[];
  /** By topic; each follows upon those before. */
  readonly subscribe: readonly (readonly Turn[])[];
}

/** Has a client do all of it once. */
export async function record(connect: Connect, port: number, topics: number): Promise<Recording> {
  let turns: Writing[] = [];
  const tap = createServer((near) => {
    const far = connectSocket({ port, host: "127.0.0.1", noDelay: true });
    copyTurns(near, far, (bytes, isAnswer) => write(turns, bytes, isAnswer));
  });
  await once(tap.listen(0, "127.0.0.1"), "listening");
  const done = async (): Promise<Turn[]> => {
    // What does not have to be waited for may follow: the confirmation of a confirmation.
    await setTimeout(50);
    const written = turns.map(({ sent, answerBytes }) => ({ send: Buffer.concat(sent), answerBytes }));
    turns = [];
    return written;
  };
  const client = await connect((tap.address() as AddressInfo).port);
  const connected = await done();
  await client.call();
  const called = await done();
  const subscribed: Turn[][] = [];
  for (let topic = 0; topic < topics; topic++) {
    await client.subscribe(topic, () => {});
    subscribed.push(await done());
  }
  return { connect: connected, call: called, subscribe: subscribed };
}

interface Writing {
  readonly sent: Buffer[];
  answerBytes: number;
}

function write(turns: Writing[], bytes: Buffer, isAnswer: boolean): void {
  const last = turns.at(-1);
  if (isAnswer) {
    if (last) last.answerBytes += bytes.length;
  } else if (last?.answerBytes === 0) last.sent.push(bytes);
  else turns.push({ sent: [bytes], answerBytes: 0 });
}

function copyTurns(near: Socket, far: Socket, saw: (bytes: Buffer, isAnswer: boolean) => void): void {
  near.setNoDelay(true);
  const copy = (from: Socket, to: Socket, isAnswer: boolean): void => {
    from.on("data", (bytes: Buffer) => {
      saw(bytes, isAnswer);
      to.write(bytes);
    });
    from.on("error", () => to.destroy());
    from.on("close", () => to.destroy());
  };
  copy(near, far, false);
  copy(far, near, true);
}
