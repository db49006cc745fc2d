import type { GapReason } from "./check-log.js";
import { InstanceLog, type SoakSubscriber } from "./instance-log.js";
import type { Instance } from "./instances.js";
import { type Frame, RawPeer, type RawPeerOptions } from "./raw-peer.js";

/** Listens as PROTOCOL.md says, without a client. */
export class RawSubscriber extends RawPeer implements SoakSubscriber {
  readonly logs: ReadonlyMap<string, InstanceLog>;

  constructor(instances: readonly Instance[], options: Pick<RawPeerOptions, "url" | "random">) {
    const logs = instances.map((instance) => new InstanceLog(instance));
    const byChannel = new Map<unknown, InstanceLog>();
    super({
      ...options,
      opening: () => {
        byChannel.clear();
        return logs.map(({ instance: { topic, params }, position }, id) => {
          return [6, id, topic, params, position ? [position.epoch, position.offset] : null];
        });
      },
      received: (frame) => {
        const [kind, first] = frame;
        if (kind === 7) {
          const log = logs[first as number] as InstanceLog;
          byChannel.set(frame[2], log);
          subscribed(log, frame);
        } else {
          const log = byChannel.get(first);
          if (log) told(log, frame);
        }
      },
    });
    this.logs = new Map(logs.map((log) => [log.instance.name, log]));
  }
}

function subscribed(log: InstanceLog, frame: Frame): void {
  const [, , , epoch, offset] = frame as [number, number, number, string, number];
  const last = log.position;
  if (!last) log.add({ type: "begin", epoch, offset });
  else if (epoch !== last.epoch) log.add({ type: "gap", epoch, from: 1, to: offset, reason: "restarted" });
  else if (offset !== last.offset) {
    log.add({ type: "gap", epoch, from: last.offset + 1, to: offset, reason: "disconnected" });
  }
}

function told(log: InstanceLog, frame: Frame): void {
  const [kind, , offset, content] = frame as [number, number, number, unknown];
  if (kind === 8) event(log, offset, content);
  else if (kind === 23) for (const [i, each] of (content as unknown[]).entries()) event(log, offset + i, each);
  else if (kind === 21 && log.position) {
    const { epoch, offset: last } = log.position;
    log.add({ type: "gap", epoch, from: last + 1, to: offset, reason: content as GapReason });
  }
}

function event(log: InstanceLog, offset: number, event: unknown): void {
  const { id } = event as { id: string };
  log.add({ type: "event", epoch: log.position?.epoch ?? "", offset, id });
}
