import { request } from "node:http";

/** Asks for a WebSocket with the given headers. @returns how the server refuses */
export function refusedUpgrade(port: number, headers: Record<string, string>): Promise<Refusal> {
  return new Promise((resolve, reject) => {
    const upgrade = request({
      host: "127.0.0.1",
      port,
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
        ...headers,
      },
    });
    upgrade.on("response", async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      resolve({ status: response.statusCode, body: Buffer.concat(chunks).toString() });
    });
    upgrade.on("upgrade", (_response, socket) => {
      socket.destroy();
      reject(new Error("the server accepted the upgrade"));
    });
    upgrade.on("error", reject);
    upgrade.end();
  });
}

export interface Refusal {
  readonly status: number | undefined;
  readonly body: string;
}
