/** One way to make the same calls and move the same streams over one WebSocket. */
export interface Contender {
  /** Serves on 127.0.0.1, until the process ends. */
  serve(): Promise<{ port: number }>;
  connect(url: string): Promise<Client>;
}

export interface Client {
  /** Sends a short message and gets its id. */
  small(i: number): Promise<number>;
  /** Has the server send so much. @returns what came. */
  download(bytes: number): Promise<number>;
  /** Sends so much. @returns what came. */
  upload(bytes: number): Promise<number>;
  close(): Promise<void>;
}
