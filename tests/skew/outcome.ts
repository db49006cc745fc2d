import type { Attendance, SubscribeOptions, Subscription } from "@hawser/client";

/** What comes of a call or a subscription. */
export type Outcome =
  | { readonly value: unknown }
  | { readonly code: string; readonly message: RegExp; readonly data?: unknown };

export function gets(value: unknown): Outcome {
  return { value };
}

/** @param message names what differs. */
export function fails(code: string, message: RegExp, data?: unknown): Outcome {
  return { code, message, ...(data !== undefined && { data }) };
}

interface Subscribable<Params extends readonly unknown[], Event> {
  subscribe(...args: [...Params, SubscribeOptions<Event>?]): Subscription<Event>;
}

export async function firstEvent<Params extends readonly unknown[], Event>(
  topic: Subscribable<Params, Event>,
  ...params: Params
): Promise<Event | undefined> {
  return firstItem(topic.subscribe(...params));
}

export async function firstItem<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  for await (const item of items) return item;
  return undefined;
}

/** What the own member tells, once the server has let it in. */
export async function members<Data, Input>(attendance: Attendance<Data, Input>): Promise<Data | undefined> {
  for await (const { data } of attendance) return data;
  return undefined;
}
