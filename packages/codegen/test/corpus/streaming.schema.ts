import { defineSchema, procedure, stream, topic } from "@hawser/core";
import { z } from "zod";

// Music and films: renditions, playback that several devices share, captions.

const Track = z.object({
  id: z.string(),
  title: z.string(),
  artists: z.array(z.string()).min(1),
  album: z.string().nullable(),
  seconds: z.number(),
  explicit: z.boolean(),
});

const Rendition = z.object({
  codec: z.enum(["av1", "h264", "opus", "aac"]),
  bitrate: z.int(),
  size: z.tuple([z.int(), z.int()]).optional(),
  drm: z.enum(["none", "widevine"]),
});

const Playback = z.object({
  device: z.string(),
  track: Track.nullable(),
  positionMs: z.int().min(0),
  isPlaying: z.boolean(),
  repeat: z.enum(["off", "one", "all"]),
  queue: z.array(Track),
  volume: z.number().min(0).max(1),
});

const Control = z.union([
  z.literal(["play", "pause", "next", "previous"]),
  z.object({ seekMs: z.int().min(0) }),
  z.object({ volume: z.number().min(0).max(1) }),
  z.object({ enqueue: z.array(z.string()), next: z.boolean().default(false) }),
]);

const Caption = z.tuple([z.number(), z.number(), z.string()]);

export default defineSchema({
  name: "streaming",
  auth: z.object({ token: z.string(), device: z.string() }),
  procedures: {
    catalog: {
      track: procedure({
        input: z.string(),
        output: Track,
        errors: { NotAvailable: z.object({ countries: z.array(z.string().length(2)) }) },
      }),
      browse: procedure({
        input: z.object({
          mood: z.string().optional(),
          decade: z.templateLiteral([z.literal([1980, 1990, 2000]), "s"]).optional(),
        }),
        output: z.record(z.string(), z.array(Track)),
      }),
    },
    media: {
      renditions: procedure({ input: z.object({ track: z.string() }), output: z.array(Rendition) }),
      open: procedure({
        input: z.object({ track: z.string(), rendition: Rendition, fromMs: z.int().default(0) }),
        output: stream(z.instanceof(Uint8Array)),
      }),
      captions: procedure({ input: z.object({ track: z.string(), language: z.string() }), output: z.array(Caption) }),
    },
    playback: {
      get: procedure({ output: Playback }),
      control: procedure({ description: "Does something on the device that plays.", input: Control, output: Playback }),
      transfer: procedure({
        input: z.object({ to: z.string() }),
        errors: { Unreachable: z.object({ device: z.string(), lastSeen: z.date() }) },
      }),
    },
    scrobble: procedure({
      input: stream(z.object({ track: z.string(), at: z.date(), seconds: z.number() })),
      output: z.object({ counted: z.int() }),
    }),
  },
  topics: {
    state: topic({
      event: Playback,
      retain: true,
      slowConsumer: "drop",
      presence: z.object({ device: z.string(), kind: z.enum(["phone", "speaker", "tv"]) }),
    }),
  },
});
