import { addExtension, Packr } from "msgpackr";

/** What a page would need of msgpackr to speak to a server of Hawser, by itself. */
addExtension({ type: 73, unpack: (data: Uint8Array) => data });
const packr = new Packr({ useRecords: false, mapsAsObjects: false });
console.log(packr.unpackMultiple(packr.pack([1])), packr.unpack(packr.pack(1)));
