/** Something that happened on a connection that is inspected; `atMs` is since the inspection began. */
export type Inspected =
  | { readonly type: "opened"; readonly connection: number; readonly atMs: number; readonly path: string }
  /** The server, or the way there, did not let the client in. */
  | { readonly type: "refused"; readonly connection: number; readonly atMs: number; readonly reason: string }
  | InspectedMessage
  | {
      readonly type: "closed";
      readonly connection: number;
      readonly atMs: number;
      readonly from: Side;
      readonly code: number;
      readonly reason: string;
    };

export interface InspectedMessage {
  readonly type: "message";
  readonly connection: number;
  readonly atMs: number;
  readonly from: Side;
  /** A text message, which the protocol does not have, is text. */
  readonly data: Uint8Array | string;
}

export type Side = "client" | "server";

/** What happened, without when and on which connection. */
export type Happening = Without<Inspected, "connection" | "atMs">;

type Without<Union, Keys extends PropertyKey> = Union extends unknown ? Omit<Union, Keys> : never;
