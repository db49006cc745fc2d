import type { MemberChange } from "./attendance.js";

/** The changes that a loop has not read: of each member at most one, so that they are no more than the members. */
export class MemberChanges<Data> {
  readonly #unread = new Map<string, MemberChange<Data>>();

  push(change: MemberChange<Data>): void {
    const { id } = change;
    const before = this.#unread.get(id);
    const both = before ? merge(before, change) : change;
    if (both) this.#unread.set(id, both);
    else this.#unread.delete(id);
  }

  shift(): MemberChange<Data> | undefined {
    for (const [id, change] of this.#unread) {
      this.#unread.delete(id);
      return change;
    }
    return undefined;
  }

  clear(): void {
    this.#unread.clear();
  }
}

/** One change for two; none where they come to nothing. */
function merge<Data>(
  before: MemberChange<Data>,
  { type, id, data }: MemberChange<Data>,
): MemberChange<Data> | undefined {
  const isNew = before.type === "present" || before.type === "join";
  if (type === "leave") return isNew ? undefined : { type, id, data };
  return { type: isNew ? before.type : "update", id, data };
}
