import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

// A social feed: posts that quote posts, replies that hold replies, counters that tick.

const Handle = z
  .string()
  .regex(/^[a-z0-9_]{1,20}$/)
  .brand<"Handle">();
const Profile = z.object({
  handle: Handle,
  displayName: z.string(),
  avatar: z.url().nullable(),
  bio: z.string().optional(),
  isVerified: z.boolean(),
});

const Media = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("photo"), url: z.url(), alt: z.string().nullable() }),
  z.object({ kind: z.literal("video"), url: z.url(), poster: z.url(), seconds: z.number() }),
]);

const Post = z
  .object({
    id: z.string(),
    author: Profile,
    text: z.string().max(500),
    media: z.array(Media).max(4),
    counts: z.object({ likes: z.int(), reposts: z.int(), replies: z.int() }),
    viewer: z.object({ liked: z.boolean(), reposted: z.boolean() }).optional(),
    createdAt: z.date(),
    get quote() {
      return Post.nullable();
    },
  })
  .meta({ id: "Post" });

const Thread = z
  .object({
    post: Post,
    get replies() {
      return z.array(Thread);
    },
  })
  .meta({ id: "Thread" });

const Page = <T extends z.ZodType>(of: T) => z.object({ items: z.array(of), cursor: z.string().nullable() });

export default defineSchema({
  name: "feed",
  auth: z.object({ token: z.string() }).optional(),
  procedures: {
    home: procedure({ input: z.object({ cursor: z.string() }).optional(), output: Page(Post) }),
    thread: procedure({
      input: z.object({ id: z.string() }),
      output: Thread,
      errors: { Gone: z.object({ at: z.date() }) },
    }),
    posts: {
      create: procedure({
        input: z.object({
          text: z.string().min(1).max(500),
          media: z.array(z.instanceof(Uint8Array)).max(4).optional(),
          inReplyTo: z.string().optional(),
          quote: z.string().optional(),
        }),
        output: Post,
        errors: { RateLimited: z.object({ retryAt: z.date() }) },
        idempotent: true,
      }),
      delete: procedure({ input: z.object({ id: z.string() }) }),
      like: procedure({
        input: z.object({ id: z.string(), on: z.boolean().default(true) }),
        output: Post.shape.counts,
      }),
    },
    profiles: {
      get: procedure({ input: z.object({ handle: Handle }), output: Profile.nullable() }),
      followers: procedure({
        input: z.object({ handle: Handle, cursor: z.string().optional() }),
        output: Page(Profile),
      }),
    },
  },
  topics: {
    timeline: topic({ event: Post, history: { size: 200, ageMs: 600_000 } }),
    counts: topic({
      params: z.object({ post: z.string() }),
      event: z.object({ likes: z.int(), reposts: z.int(), replies: z.int() }),
      slowConsumer: "drop",
    }),
  },
});
