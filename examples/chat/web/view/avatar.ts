/** Shows who somebody is: the first letter of their name, in a colour that stays theirs. */
export function showAvatar(element: HTMLElement, nick: string): void {
  const [initial = ""] = nick;
  element.textContent = initial.toUpperCase();
  element.dataset.hue = String(hueOf(nick));
  element.setAttribute("aria-hidden", "true");
}

/** One of the hues of the style sheet, from 0. */
function hueOf(nick: string): number {
  let hash = 0;
  for (const character of nick.toLowerCase()) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return hash % hues;
}

const hues = 12;
