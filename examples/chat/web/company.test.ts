import type { AttendOptions } from "@hawser/client";
import { expect, test, vi } from "vitest";
import type { Chat, Member } from "../chat.client.js";
import { Company } from "./company.js";

/** A room whose server says what the test says. */
class Room {
  readonly attendances: Attending[] = [];
  readonly chat = {
    rooms: {
      messages: {
        attend: (_params: object, options: AttendOptions<Member>) => {
          const attendance = new Attending(options);
          this.attendances.push(attendance);
          return attendance;
        },
      },
    },
  } as unknown as Chat;
}

class Attending {
  readonly members = new Map<string, Member>();
  readonly update = vi.fn((_data: Member) => Promise.resolve());
  status = "waiting";
  readonly #options: AttendOptions<Member>;

  constructor(options: AttendOptions<Member>) {
    this.#options = options;
  }

  get as(): Member | undefined {
    return this.#options.as;
  }

  become(status: "active" | "waiting" | "ended"): void {
    this.status = status;
    this.#options.onStatus?.(status);
  }

  join(id: string, nick: string): void {
    const data = { nick, isTyping: false };
    this.members.set(id, data);
    this.#options.onChange?.({ type: "join", id, data });
  }

  drop(id: string): void {
    const data = this.members.get(id) as Member;
    this.members.delete(id);
    this.#options.onChange?.({ type: "leave", id, data });
  }

  leave(): Promise<void> {
    this.become("ended");
    return Promise.resolve();
  }
}

async function entered() {
  const room = new Room();
  const onChange = vi.fn();
  const company = new Company({ chat: room.chat, room: "lobby", onChange });
  company.enter("Ada");
  const [attendance] = room.attendances as [Attending];
  attendance.join("1", "Ada");
  attendance.join("2", "Grace");
  attendance.become("active");
  await Promise.resolve();
  return { room, company, attendance, onChange };
}

function nicksOf({ people }: Company): string[] {
  return people.map(({ nick }) => nick);
}

test("those who are there at first are no news, whoever comes later is", async () => {
  const { company, attendance, onChange } = await entered();
  expect(nicksOf(company)).toEqual(["Ada", "Grace"]);
  expect(company.news).toBe("");
  expect(onChange).toHaveBeenCalledOnce();
  attendance.join("3", "Linus");
  await Promise.resolve();
  expect(company.news).toBe("Linus came in");
  company.leave();
});

test("a page that takes the place of another is no news, in whatever order", async () => {
  const { company, attendance } = await entered();
  attendance.join("3", "Grace");
  await Promise.resolve();
  attendance.drop("2");
  await Promise.resolve();
  attendance.drop("3");
  attendance.join("4", "Grace");
  await Promise.resolve();
  expect(company.news).toBe("");
  expect(nicksOf(company)).toEqual(["Ada", "Grace"]);
});

test("without a connection those who were there are shown, as such", async () => {
  const { company, attendance } = await entered();
  expect(company.isStale).toBe(false);
  attendance.become("waiting");
  await Promise.resolve();
  expect(company.isStale).toBe(true);
  expect(nicksOf(company)).toEqual(["Ada", "Grace"]);
});

test("the guest enters once under a name, and again after the server has refused", async () => {
  const { room, company, attendance } = await entered();
  company.enter("Ada");
  expect(room.attendances).toHaveLength(1);
  attendance.become("ended");
  await Promise.resolve();
  expect(company.people).toEqual([]);
  company.enter("Ada");
  expect(room.attendances).toHaveLength(2);
});

test("a guest with another name leaves, and enters under that", async () => {
  const { room, company, attendance } = await entered();
  company.enter("Countess");
  expect(attendance.status).toBe("ended");
  expect(room.attendances.at(-1)?.as).toEqual({ nick: "Countess", isTyping: false });
  company.tell(true);
  expect(room.attendances.at(-1)?.update).toHaveBeenCalledWith({ nick: "Countess", isTyping: true });
  expect(attendance.update).not.toHaveBeenCalled();
});
