import type { GapReason } from "./check-log.js";

/** A topic with params. */
export interface Instance {
  /** As it is named in journals and faults. */
  readonly name: string;
  readonly topic: TopicName;
  readonly params: { readonly room: string };
}

/** Why a subscriber of each topic may miss events. */
export const reasonsOf = {
  conflated: ["conflated", "disconnected", "expired", "restarted"],
  dropped: ["slow", "disconnected", "expired", "restarted"],
  kept: ["restarted"],
  keptShortly: ["expired", "restarted"],
  retained: ["slow", "expired", "restarted"],
} as const satisfies Record<string, readonly GapReason[]>;

export type TopicName = keyof typeof reasonsOf;

export const topicNames = Object.keys(reasonsOf) as TopicName[];

/** Whose events are small and few. */
export const lightInstances = instancesIn("a", "b");

/** Whose events soon fill whatever stands between the server and who does not read them. */
export const heavyInstances = instancesIn("heavy");

function instancesIn(...rooms: readonly string[]): readonly Instance[] {
  return topicNames.flatMap((topic) => rooms.map((room) => ({ name: `${topic} ${room}`, topic, params: { room } })));
}
