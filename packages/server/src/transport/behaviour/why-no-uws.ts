import { loadFailure, loadUws } from "../uws-library.js";

/**
 * Why a test of uWebSockets.js cannot run here; `undefined` where it can.
 * @throws the loader's error on a machine for which the package has a binary.
 */
export async function whyNoUws(): Promise<string | undefined> {
  try {
    await loadUws();
    return undefined;
  } catch (error) {
    if (hasBinary()) throw error;
    return loadFailure(error);
  }
}

function hasBinary(): boolean {
  const major = Number(process.versions.node.split(".")[0]);
  // Node's report names the C library's version only where that is glibc.
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  const isCommonSystem =
    process.platform === "linux" ? header.glibcVersionRuntime !== undefined : process.platform === "darwin";
  return isCommonSystem && [18, 20, 21, 22].includes(major) && ["x64", "arm64"].includes(process.arch);
}
