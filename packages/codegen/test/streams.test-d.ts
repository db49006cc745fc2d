import { createWriter, type ItemStream } from "@hawser/client";
import {
  connect,
  type FilesDownloadOutputItem,
  isFilesDownloadError,
  isFilesUploadError,
  type Lab,
  type LabCallMetadata,
  type Reading,
} from "./golden/streams.client.js";

// What a user of a stub sees of streams and metadata. Checked by tsc alone; nothing here runs.

export async function sending(lab: Lab, file: File, reading: Reading): Promise<number> {
  const { bytes } = await lab.files.upload(file, { onProgress: ({ sentBytes }) => sentBytes.toFixed() });
  await lab.files.upload([new Uint8Array(1), new ArrayBuffer(1), new Blob()]);
  await lab.files.upload(new ReadableStream<Uint8Array>());
  await lab.files.patch([{ offset: 0, content: file }]);
  await lab.sensors.record([reading], { timeoutMs: 1_000 });
  await lab.sensors.record(
    (async function* () {
      yield reading;
    })(),
  );

  // @ts-expect-error: items are bytes
  await lab.files.upload(["text"]);
  // @ts-expect-error: bytes are one item, and stand in a list
  await lab.files.upload(new Uint8Array(1));
  // @ts-expect-error: a stream is due, not an item
  await lab.sensors.record(reading);
  // @ts-expect-error: a Blob is a stream of bytes, not of readings
  await lab.sensors.record(file);
  // @ts-expect-error: a field is missing
  await lab.sensors.record([{ sensor: "a", value: 1 }]);
  // @ts-expect-error: no input at all
  await lab.sensors.record();
  // @ts-expect-error: nothing streams
  await lab.whoAmI({ onProgress: () => {} });
  return bytes;
}

export async function writing(lab: Lab, reading: Reading): Promise<void> {
  const writer = createWriter<Reading>();
  const recorded = lab.sensors.record(writer);
  await writer.write(reading);
  // @ts-expect-error: of another type
  await writer.write({ sensor: "a" });
  writer.end();
  (await recorded).count.toFixed();
  // @ts-expect-error: a writer of other items
  await lab.sensors.record(createWriter<string>());
}

export async function reading(lab: Lab): Promise<ItemStream<FilesDownloadOutputItem>> {
  for await (const chunk of lab.files.download({ name: "a" })) chunk.subarray(1);
  for await (const { at } of lab.sensors.watch()) at.getTime();
  for await (const { average } of lab.sensors.average(lab.sensors.watch())) average.toFixed();

  // @ts-expect-error: one input, not a stream of them
  lab.files.download([{ name: "a" }]);
  // @ts-expect-error: nothing is taken, only options
  lab.sensors.watch([]);
  // @ts-expect-error: items are bytes
  for await (const chunk of lab.files.download({ name: "a" })) chunk.trim();
  // @ts-expect-error: a stream is read, not awaited for its items
  (await lab.files.download({ name: "a" })).byteLength;
  return lab.files.download({ name: "a" });
}

export function failing(error: unknown): string | number | undefined {
  if (isFilesDownloadError(error)) {
    // @ts-expect-error: not a code that a download fails with
    if (error.code === "DiskFull") return undefined;
    return error.code === "NoSuchFile" ? error.data.name : error.message;
  }
  if (isFilesUploadError(error) && error.code === "DiskFull") return error.data.freeBytes;
  return undefined;
}

export function connecting(metadata: LabCallMetadata): Lab[] {
  // @ts-expect-error: every call carries metadata, so somebody has to give it
  connect("ws://localhost");
  // @ts-expect-error: as above
  connect("ws://localhost", { timeoutMs: 5_000 });
  // @ts-expect-error: no such locale
  connect("ws://localhost", { metadata: { locale: "fr" } });
  // @ts-expect-error: what a function gives is checked, too
  connect("ws://localhost", { metadata: () => ({ locale: "fr" }) });
  return [
    connect("ws://localhost", { metadata }),
    connect("ws://localhost", { metadata: () => ({ locale: "de", tenant: "a" }), timeoutMs: 5_000 }),
  ];
}

export async function accompanied(lab: Lab): Promise<void> {
  await lab.whoAmI({ metadata: { locale: "de" }, onMetadata: ({ servedBy }) => servedBy.trim() });
  lab.sensors.watch({ metadata: { locale: "de" }, onMetadata: ({ servedBy }) => servedBy.trim(), timeoutMs: 1 });
  await lab.orders.place({ item: "a", count: 1 }, { metadata: { locale: "en", tenant: "b" } });
  // @ts-expect-error: a field is missing
  await lab.whoAmI({ metadata: { tenant: "a" } });
  // @ts-expect-error: no such locale
  lab.sensors.watch({ metadata: { locale: "fr" } });
  // @ts-expect-error: answers do not carry that
  await lab.whoAmI({ onMetadata: ({ tenant }) => tenant });
}
