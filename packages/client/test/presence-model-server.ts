import { type ClientFrame, fromWire, kinds, type ServerFrame, toWire, type Wire } from "@hawser/core";
import type { FakeSocket } from "./fake-socket.js";
import type { Served } from "./serving.js";

/** A server of who is present in one instance of a topic, as PROTOCOL.md has it, which begins empty when it restarts. */
export class PresenceModelServer implements Served {
  /** What each member tells of itself. */
  readonly members = new Map<string, string>();
  readonly #below: (count: number) => number;
  readonly #peers = new Map<FakeSocket, Peer>();

  constructor(below: (count: number) => number) {
    this.#below = below;
  }

  /** A member joins or tells something else. */
  enter(id: string, nick: string): void {
    this.members.set(id, nick);
    this.#tell([id, toWire({ nick })]);
  }

  leave(id: string): void {
    if (this.members.delete(id)) this.#tell([id]);
  }

  /** What was not sent is told as a whole. */
  retell(): void {
    for (const { attendances, queue } of this.#peers.values()) {
      for (const [id, self] of attendances) queue.push(this.#whole(id, self));
    }
  }

  restart(): void {
    this.members.clear();
    this.#peers.clear();
  }

  async read(socket: FakeSocket): Promise<void> {
    for (const frame of socket.take()) await this.#answer(socket, frame);
  }

  async write(socket: FakeSocket): Promise<boolean> {
    const frames = this.#peers.get(socket)?.queue.splice(0, 1 + this.#below(3)) ?? [];
    if (frames.length > 0) await socket.receive(...frames);
    return frames.length > 0;
  }

  async #answer(socket: FakeSocket, frame: ClientFrame): Promise<void> {
    const [kind, id, attendance, data, member] = frame as Wire[];
    const peer = this.#peers.get(socket);
    if (kind === kinds.hello) {
      this.#peers.set(socket, { attendances: new Map(), queue: [] });
      await socket.welcome(1);
    } else if (kind === kinds.attend) {
      const self = member ? `member ${member[0]}` : null;
      if (self) this.enter(self, nickIn(member[1]));
      peer?.attendances.set(id, self);
      peer?.queue.push(this.#whole(id, self));
    } else if (kind === kinds.updateMember) {
      const self = peer?.attendances.get(attendance);
      if (self) this.enter(self, nickIn(data));
      peer?.queue.push([kinds.result, id]);
    } else if (kind === kinds.unsubscribe) {
      const self = peer?.attendances.get(id);
      peer?.attendances.delete(id);
      // Another connection may have it.
      const isHeld = [...this.#peers.values()].some(({ attendances }) =>
        [...attendances.values()].includes(self ?? null),
      );
      if (self && !isHeld) this.leave(self);
      peer?.queue.push([kinds.ended, id]);
    }
  }

  #whole(id: number, self: string | null): ServerFrame {
    return [kinds.members, id, 5_000, self, [...this.members].map(([member, nick]) => [member, toWire({ nick })])];
  }

  #tell(change: [string, Wire] | [string]): void {
    for (const { attendances, queue } of this.#peers.values()) {
      for (const id of attendances.keys()) queue.push([kinds.membersChanged, id, [change]]);
    }
  }
}

function nickIn(data: Wire): string {
  return (fromWire(data) as { nick: string }).nick;
}

interface Peer {
  /** The own member of each, by their ids. */
  readonly attendances: Map<number, string | null>;
  readonly queue: ServerFrame[];
}
