import { defineSchema, procedure, stream, topic } from "@hawser/core";
import { z } from "zod";

export const Nick = z
  .string()
  .trim()
  .min(1)
  .max(24)
  .describe("A nickname: 1 to 24 characters. Upper and lower case are the same name.");

const RoomName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}-]{0,31}$/u)
  .describe("A room's name: 1 to 32 letters, digits and dashes. Upper and lower case are the same name.");

const Text = z.string().trim().min(1).max(2000).describe("1 to 2,000 characters.");

const Mark = z
  .string()
  .min(1)
  .max(40)
  .describe(
    "The sender's own mark for the message: whoever sends it again with the same mark gets the first one back.",
  );

const InRoom = z.object({ room: RoomName });

const Message = z
  .object({
    id: z.string().describe("Unique, also over restarts of the server."),
    room: RoomName,
    from: Nick,
    text: Text,
    mark: Mark,
    sentAt: z.date().describe("When the server took it. No two messages of a room have the same time."),
  })
  .meta({ id: "Message", description: "Something that somebody said in a room." });

const Room = z
  .object({
    name: RoomName,
    about: z.string().describe("What the room is for; empty where nobody said so."),
    owner: Nick.optional().describe("Who made it, and may show others out. Absent for rooms that were always there."),
    messageCount: z.int().describe("Messages since the room was made, which tells how many are unread."),
    lastMessage: Message.optional().describe("Absent in a room where nothing was said yet."),
  })
  .meta({ id: "Room", description: "A room, as a list of rooms shows it." });

const Member = z
  .object({
    nick: Nick,
    isTyping: z.boolean().describe("Whether they are writing something that they have not sent."),
  })
  .meta({
    id: "Member",
    description: "Somebody who is in a room. Who has it open twice, or has just come back, is there twice.",
  });

const RoomNotFound = InRoom.describe("There is no such room, or the server was restarted and has forgotten it.");
const ShownOut = InRoom.describe("The owner of the room has shown the caller out.");

export type Member = z.output<typeof Member>;
export type Message = z.output<typeof Message>;
export type Room = z.output<typeof Room>;

/** Rooms in which everyone who has a nickname talks with everyone else. */
export default defineSchema({
  name: "chat",
  auth: z.object({
    token: z.string().max(512).describe("What `POST token` gave: who the guest is, signed, for a short while."),
  }),
  procedures: {
    users: {
      enter: procedure({
        description:
          "Takes a nickname, which tokens have from then on. It stays the guest's until nothing was heard of them for ten minutes.",
        input: z.object({ nick: Nick }),
        output: z.object({ nick: Nick, text: z.string().describe("A line of welcome, for the guest alone.") }),
        errors: { NickTaken: z.object({ nick: Nick }).describe("Somebody else has this name.") },
      }),
    },
    rooms: {
      list: procedure({ description: "All rooms, the oldest first.", output: z.array(Room) }),
      create: procedure({
        description: "Makes a room that everyone sees at once.",
        input: z.object({ room: RoomName, about: z.string().trim().max(80).optional() }),
        output: Room,
        errors: {
          RoomExists: InRoom.describe("A room of this name is there already: open that one."),
          TooManyRooms: z.object({ max: z.int() }).describe("The server holds no more rooms."),
        },
      }),
      backlog: procedure({
        description:
          "What was said in a room and the server still has in memory, the newest first. Whoever wants no more leaves the loop; whoever reads on later gets the rest then.",
        input: InRoom.extend({
          before: z.date().optional().describe("Only what was said before that time. Absent: all."),
        }),
        output: stream(Message),
        errors: { RoomNotFound },
      }),
      send: procedure({
        description: "Says something to everyone in a room.",
        input: InRoom.extend({ text: Text, mark: Mark }),
        output: Message,
        errors: { RoomNotFound, ShownOut },
        idempotent: true,
      }),
      showOut: procedure({
        description:
          "Shows a guest out of a room of the caller's. What they listen to there ends when their token is renewed.",
        input: InRoom.extend({ nick: Nick }),
        errors: { RoomNotFound },
      }),
    },
  },
  topics: {
    rooms: {
      updates: topic({
        description: "A room as it is after it was made, or after something was said in it.",
        event: Room,
      }),
      messages: topic({
        description: "What is said in a room, and who is there.",
        params: InRoom,
        event: Message,
        // Whoever was away for a short while gets what was said meanwhile as soon as they are back.
        history: { size: 200, ageMs: 10 * 60_000 },
        presence: Member,
      }),
    },
  },
});
