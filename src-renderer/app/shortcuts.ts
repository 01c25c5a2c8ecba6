/** Keys of an action, as `Kbd` shows them: `['mod', 'K']`. */

const onMac = navigator.userAgent.includes('Mac OS');

/** True for somebody who types: a letter is then a letter. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  // A switch is an input too, and nobody writes into it.
  const field = 'input:not([type="checkbox"], [type="radio"]), textarea, select';
  return target.isContentEditable || target.matches(field);
}

export function isPressed(keys: readonly string[] | undefined, event: KeyboardEvent): boolean {
  if (keys === undefined) return false;
  const mod = keys.includes('mod');
  const shift = keys.includes('shift');
  const key = keys.at(-1) ?? '';
  if (event.altKey || mod !== (onMac ? event.metaKey : event.ctrlKey)) return false;
  if (!mod && isTyping(event.target)) return false;
  // `?` needs Shift on most keyboards and not on all: the character itself counts.
  if (mod && shift !== event.shiftKey) return false;
  return event.key.toLowerCase() === key.toLowerCase();
}
