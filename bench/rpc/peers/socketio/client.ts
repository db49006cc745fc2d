import { io } from "socket.io-client";
import * as msgpack from "socket.io-msgpack-parser";
import type { Client } from "../../client.js";
import { generateLoad } from "../../load.js";

const [, , , parser] = process.argv;

generateLoad(async (url): Promise<Client> => {
  const socket = io(url, {
    transports: ["websocket"],
    forceNew: true,
    ...(parser === "msgpack" && { parser: msgpack }),
  });
  await new Promise<void>((resolve) => socket.once("connect", resolve));
  return {
    tiny: (input) => socket.emitWithAck("tiny", input),
    echo: (order) => socket.emitWithAck("echo", order),
    close: () => void socket.close(),
  };
});
