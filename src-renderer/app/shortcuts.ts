/** Shortcuts of the one list of actions, as they are pressed: `['mod', 'K']`. */

const onMac = navigator.userAgent.includes('Mac OS');

/** True for somebody who types: a letter is then a letter. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  // A switch is an input too, and nobody writes into it.
  const field = 'input:not([type="checkbox"], [type="radio"]), textarea, select';
  return target.isContentEditable || target.matches(field);
}

export function isPressed(keys: readonly string[] | null, event: KeyboardEvent): boolean {
  if (keys === null) return false;
  const mod = keys.includes('mod');
  const shift = keys.includes('shift');
  const key = keys.at(-1) ?? '';
  if (event.altKey || mod !== (onMac ? event.metaKey : event.ctrlKey)) return false;
  if (!mod && isTyping(event.target)) return false;
  // `?` needs Shift on most keyboards and not on all: the character itself counts.
  if (mod && shift !== event.shiftKey) return false;
  return event.key.toLowerCase() === key.toLowerCase();
}

/** As `aria-keyshortcuts` has them: `Control+Shift+R` (WAI-ARIA 1.2). */
export function ariaKeys(keys: readonly string[] | null): string | undefined {
  const names: Readonly<Record<string, string>> = {
    mod: onMac ? 'Meta' : 'Control',
    shift: 'Shift',
    enter: 'Enter',
  };
  return keys?.map((key) => names[key] ?? key).join('+');
}
