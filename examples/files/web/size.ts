/** Bytes as people read them: three digits and a unit of 1,024, on one line. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // What would be rounded to 1,000 of a unit is better told in the next one.
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${trimmed(value.toFixed(digits))}\u00a0${units[unit]}`;
}

function trimmed(number: string): string {
  return number.includes(".") ? number.replace(/\.?0+$/, "") : number;
}

const units = ["bytes", "KB", "MB", "GB"];
