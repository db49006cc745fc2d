/** A message of the chat, where a client has no types of its own for what the server sends. */
export interface Message {
  readonly id: number;
  readonly room: string;
  readonly text: string;
  readonly sentAt: number;
}
