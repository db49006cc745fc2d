/** The package that every client in Python stands on. It stands as far from the built files as from this one. */
export const pythonRuntime: URL = new URL("../python/hawser_runtime/", import.meta.url);
