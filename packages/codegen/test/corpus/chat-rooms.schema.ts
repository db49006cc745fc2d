import { defineSchema, procedure, stream, topic } from "@hawser/core";
import { z } from "zod";

// A chat with threads, reactions, presence and who is typing.

const User = z.object({
  id: z.string(),
  nick: z.string().min(1).max(32),
  avatar: z.url().optional(),
  isBot: z.boolean(),
});

const Attachment = z.discriminatedUnion("type", [
  z.object({ type: z.literal("image"), url: z.url(), size: z.tuple([z.int(), z.int()]) }),
  z.object({ type: z.literal("file"), url: z.url(), name: z.string(), bytes: z.int() }),
  z.object({ type: z.literal("poll"), question: z.string(), options: z.array(z.string()).min(2).max(10) }),
]);

const Message = z.object({
  id: z.bigint(),
  room: z.string(),
  author: User,
  text: z.string().max(4_000),
  mentions: z.array(z.string()),
  attachments: z.array(Attachment),
  reactions: z.record(z.string(), z.array(z.string())),
  thread: z.object({ root: z.bigint(), replies: z.int() }).nullable(),
  editedAt: z.date().nullable(),
  sentAt: z.date(),
});

const Room = z.object({
  name: z.string(),
  topic: z.string().optional(),
  owner: User,
  members: z.array(User),
  lastMessage: Message.optional(),
  pinnedMessage: Message.optional(),
});

export default defineSchema({
  name: "chatRooms",
  auth: z.object({ token: z.string() }),
  procedures: {
    rooms: {
      list: procedure({ output: z.array(Room) }),
      create: procedure({
        input: z.object({ name: z.string().min(1).max(64), isPrivate: z.boolean().default(false) }),
        output: Room,
        errors: { NameTaken: z.object({ name: z.string() }) },
      }),
      leave: procedure({ input: z.object({ room: z.string() }) }),
    },
    messages: {
      send: procedure({
        description: "Says something in a room.\n\nMarkdown, with mentions as `@nick`.",
        input: z.object({
          room: z.string(),
          text: z.string().max(4_000),
          attachments: z.array(Attachment).max(10).optional(),
        }),
        output: Message,
        errors: { RoomNotFound: z.object({ room: z.string() }), Muted: z.object({ until: z.date() }) },
        idempotent: true,
      }),
      edit: procedure({ input: z.object({ id: z.bigint(), text: z.string().max(4_000) }), output: Message }),
      react: procedure({ input: z.object({ id: z.bigint(), emoji: z.string(), on: z.boolean() }) }),
      backlog: procedure({
        input: z.object({ room: z.string(), before: z.bigint().optional() }),
        output: stream(Message),
      }),
    },
  },
  topics: {
    feed: topic({
      params: z.object({ room: z.string() }),
      event: z.discriminatedUnion("type", [
        z.object({ type: z.literal("sent"), message: Message }),
        z.object({ type: z.literal("edited"), id: z.bigint(), text: z.string() }),
        z.object({ type: z.literal("deleted"), id: z.bigint() }),
      ]),
      history: { size: 500, ageMs: 3_600_000 },
      presence: z.object({ nick: z.string(), status: z.enum(["here", "away"]) }),
    }),
    typing: topic({
      params: z.object({ room: z.string() }),
      event: z.object({ nick: z.string() }),
      publish: true,
      slowConsumer: "drop",
    }),
  },
});
