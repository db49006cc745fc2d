import type { Member } from "../chat.client.js";

/** Somebody in the room, with however many pages. */
export interface Person {
  readonly nick: string;
  readonly isSelf: boolean;
  readonly isTyping: boolean;
}

/**
 * Who is in the room: the guest first, the others by name. A reloaded page is another member, and for a moment the one
 * from before is there too: both are the same person.
 */
export function peopleOf(members: Iterable<Member>, self: string | undefined): Person[] {
  const people = new Map<string, Person>();
  for (const { nick, isTyping } of members) {
    const isTypingElsewhere = people.get(nick)?.isTyping === true;
    people.set(nick, { nick, isSelf: nick === self, isTyping: isTyping || isTypingElsewhere });
  }
  return [...people.values()].sort(
    (a, b) => Number(b.isSelf) - Number(a.isSelf) || a.nick.localeCompare(b.nick, undefined, { sensitivity: "base" }),
  );
}
