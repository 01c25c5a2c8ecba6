/** The next step of a sign-in that Exchange asks for in its 401: `NTLM <token>` or `Negotiate <token>`. */
import { splitChallenges } from './challenge-filter.ts';
import { readSignInToken } from './identify/negotiate-token.ts';
import type { HeaderLine } from '../http/fields.ts';

export interface Challenge {
  /** Of NTLM: the letters in which Exchange will read the names; null where it is not NTLM. */
  readonly unicode: boolean | null;
}

const form = /^(NTLM|Negotiate)[ \t]+(\S+)$/i;

export function challengeIn(lines: readonly HeaderLine[]): Challenge | null {
  for (const line of lines) {
    if (line.lower !== 'www-authenticate') continue;
    for (const { text } of splitChallenges(line.value)) {
      const [, scheme = '', token = ''] = form.exec(text) ?? [];
      if (token === '') continue;
      const read = readSignInToken(scheme.toLowerCase() === 'ntlm' ? 'ntlm' : 'negotiate', token);
      if (read.kind === 'hidden') return { unicode: null };
      if (read.kind === 'ntlm' && read.message.kind === 'challenge')
        return { unicode: read.message.unicode };
    }
  }
  return null;
}
