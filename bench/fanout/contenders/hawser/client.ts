import type { SubscriptionStatus } from "@hawser/client";
import { driveClient } from "../../drive-client.js";
import { checkEcho, echoed, type LiveClient, roomOf } from "../contender.js";
import { connect as connectStub } from "./schema.client.js";

driveClient(connect);

async function connect(port: number): Promise<LiveClient> {
  const client = connectStub(`ws://127.0.0.1:${port}/`);
  const { connection } = client;
  await new Promise<void>((resolve, reject) => {
    connection.onStatus((status) => {
      if (status.state === "waiting" || status.state === "closed") reject(status.error);
      if (status.state !== "open") return;
      if (status.encoding === "positional") resolve();
      else reject(new Error("the stub is not of this schema: generate it anew"));
    });
  });
  return {
    call: async () => checkEcho((await client.echo({ text: echoed })).text),
    subscribe: (topic, onEvent) => {
      return new Promise((resolve, reject) => {
        const onStatus = (status: SubscriptionStatus): void => {
          if (status === "active") resolve();
        };
        client.quotes.subscribe({ room: roomOf(topic) }, { onEvent, onEnd: reject, onStatus });
      });
    },
  };
}
