import type { BrokerAttendance, BrokerMember, MemberChange, MembersListener } from "../broker.js";

/** Who is present in the logs of one process. */
export class MemoryMembers {
  /** Those with members or listeners. */
  readonly #logs = new Map<string, Attended>();

  enter(name: string, member: BrokerMember): void {
    const { members, listeners } = this.#log(name);
    members.set(member.id, member);
    tell(listeners, { id: member.id, bytes: member.bytes });
  }

  leave(name: string, { id, lease }: Pick<BrokerMember, "id" | "lease">): void {
    const log = this.#logs.get(name);
    if (log?.members.get(id)?.lease !== lease) return;
    log.members.delete(id);
    tell(log.listeners, { id });
    this.#tidy(name);
  }

  attend(name: string, listener: MembersListener): BrokerAttendance {
    const { members, listeners } = this.#log(name);
    listeners.add(listener);
    return {
      members: [...members.values()],
      end: () => {
        listeners.delete(listener);
        this.#tidy(name);
      },
    };
  }

  #log(name: string): Attended {
    let log = this.#logs.get(name);
    if (!log) {
      log = { members: new Map(), listeners: new Set() };
      this.#logs.set(name, log);
    }
    return log;
  }

  #tidy(name: string): void {
    const log = this.#logs.get(name);
    if (log?.members.size === 0 && log.listeners.size === 0) this.#logs.delete(name);
  }
}

interface Attended {
  readonly members: Map<string, BrokerMember>;
  readonly listeners: Set<MembersListener>;
}

function tell(listeners: ReadonlySet<MembersListener>, change: MemberChange): void {
  for (const listener of [...listeners]) listener.changed([change]);
}
