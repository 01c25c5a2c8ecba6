/** Escapes of the properties format, both ways. */

const named: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };

/** As Java's `loadConvert`; null for a malformed `\uXXXX`, for which Java refuses the whole file. */
export function unescape(text: string): string | null {
  let out = '';
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (char !== '\\') {
      out += char;
      continue;
    }
    index += 1;
    const escaped = text.charAt(index);
    if (escaped === 'u') {
      const digits = text.slice(index + 1, index + 5);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) return null;
      out += String.fromCharCode(Number.parseInt(digits, 16));
      index += 4;
    } else {
      out += named[escaped] ?? escaped;
    }
  }
  return out;
}

/**
 * A value as it stands in a file. Like Java's `saveConvert`, but `:`, `=`, `#` and `!` stay readable: inside a value
 * they need no escape, and the vendor writes `https://example.com:443` without.
 * `bareSeparator`: only blanks stand between key and value, so a leading `=` or `:` would be taken for the separator.
 */
export function escapeValue(value: string, bareSeparator = false): string {
  const body = Array.from({ length: value.length }, (_, index) => escapeChar(value, index)).join(
    '',
  );
  return bareSeparator && /^[=:]/.test(body) ? `\\${body}` : body;
}

/** A key as it stands in a file: here separators and comment signs must be escaped. */
export function escapeKey(key: string): string {
  return Array.from({ length: key.length }, (_, index) => {
    const char = key.charAt(index);
    return /[ =:#!]/.test(char) ? `\\${char}` : escapeChar(key, index);
  }).join('');
}

function escapeChar(text: string, index: number): string {
  const char = text.charAt(index);
  const name = Object.entries(named).find(([, plain]) => plain === char)?.[0];
  if (name !== undefined) return `\\${name}`;
  if (char === '\\') return '\\\\';
  if (char === ' ' && index === 0) return '\\ ';
  if (char >= ' ' && char <= '~') return char;
  return `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
