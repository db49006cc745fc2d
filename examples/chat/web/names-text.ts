/** Several people in few words. */
export function namesText(nicks: readonly string[]): string {
  const [first = "", second] = nicks;
  if (second === undefined) return first;
  return nicks.length === 2 ? `${first} and ${second}` : `${first} and ${nicks.length - 1} others`;
}
