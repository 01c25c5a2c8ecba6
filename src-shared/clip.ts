/** Strings from requests are clipped and made harmless before anybody sees them. */

const dangerous =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Nearly everything, and found out faster. */
const plain = /^[\x20-\x7e]*$/;

/**
 * Escapes control and direction characters (`\u001b`) and clips to `limit` UTF-16 units.
 * Safe for a terminal, CSV, syslog and the window.
 */
export function clip(text: string, limit = 256): string {
  if (text.length <= limit && plain.test(text)) return text;
  const shown = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return shown.replace(
    dangerous,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
