/** The package manager that ran this process. npm, where none says so. */
export function packageManager(userAgent: string | undefined): PackageManager {
  const [, name] = /^(npm|pnpm|yarn|bun)\//.exec(userAgent ?? "") ?? [];
  return (name as PackageManager | undefined) ?? "npm";
}

export type PackageManager = "npm" | "pnpm" | "yarn" | "bun";
