import type { BoundPresence, BoundTopic } from "../../bind-topic.js";
import type { ServerFault } from "../../fault.js";
import type { Definitions } from "../../payload.js";
import type { Broker, BrokerMember } from "../broker.js";
import { Packed, readPacked } from "../packed.js";
import { Room } from "./room.js";

export interface RoomsOptions {
  readonly broker: Broker;
  readonly definitions: Definitions;
  readonly report: (fault: ServerFault) => void;
}

/** A topic that has presence. */
export type AttendedTopic = BoundTopic & { readonly presence: BoundPresence };

/** Who is present on a server: the rooms that somebody here attends, and the members who left and may be back at once. */
export class Rooms {
  readonly #options: RoomsOptions;
  readonly #byKey = new Map<string, Room>();
  /** Members whose connection is lost, each with what takes it away. */
  readonly #absent = new Map<NodeJS.Timeout, () => void>();

  constructor(options: RoomsOptions) {
    this.#options = options;
  }

  /**
   * Adds somebody who attends an instance, and has to {@link leave} it, even where it does not open.
   *
   * @throws what the broker throws.
   */
  join(topic: AttendedTopic, key: string): Room {
    let room = this.#byKey.get(key);
    if (!room) {
      const { broker } = this.#options;
      room = new Room({ key, broker, dataOf: (bytes) => this.#dataOf(topic, bytes) });
      this.#byKey.set(key, room);
    }
    room.uses += 1;
    return room;
  }

  leave(room: Room): void {
    room.uses -= 1;
    if (room.uses > 0) return;
    room.close();
    this.#byKey.delete(room.key);
  }

  /** @throws or rejects with what the broker does. */
  enter(key: string, member: BrokerMember): void | Promise<void> {
    return this.#options.broker.enter(key, member);
  }

  /** Takes a member away; after a while where it may be back. */
  exit({ path }: BoundTopic, key: string, { member, graceMs }: { member: OwnMember; graceMs: number }): void {
    const exit = async (): Promise<void> => {
      try {
        await this.#options.broker.leave(key, member);
      } catch (cause) {
        this.#options.report({ during: "presence", path, cause });
      }
    };
    if (graceMs === 0) {
      void exit();
      return;
    }
    const timer = setTimeout(() => {
      this.#absent.delete(timer);
      void exit();
    }, graceMs);
    timer.unref();
    this.#absent.set(timer, exit);
  }

  /** The members of an instance with their data. */
  async members(topic: AttendedTopic, key: string): Promise<readonly { id: string; data: unknown }[]> {
    const room = this.join(topic, key);
    try {
      await room.opening;
      return [...room.members].map(([id, data]) => ({ id, data: data.value() }));
    } finally {
      this.leave(room);
    }
  }

  /** Nobody comes back to a server that is closed. */
  close(): void {
    for (const [timer, exit] of this.#absent) {
      clearTimeout(timer);
      exit();
    }
    this.#absent.clear();
  }

  #dataOf({ path, presence }: AttendedTopic, bytes: Uint8Array): Packed | undefined {
    try {
      const { output } = presence;
      return new Packed(output, readPacked(bytes, output, this.#options.definitions));
    } catch (cause) {
      // A server with another schema let somebody in whom this one cannot show.
      this.#options.report({ during: "presence", path, cause });
      return undefined;
    }
  }
}

/** A member that entered here, as long as its lease holds. */
export type OwnMember = Pick<BrokerMember, "id" | "lease">;
