/** What ActiveSync says of itself (MS-ASHTTP 2.2.3.1.2: OPTIONS). */
import { clip } from '../../../src-shared/clip.ts';
import { firstValue } from '../../http/fields.ts';
import type { AnswerHead } from '../ask-exchange.ts';
import type { Check, Finding } from '../check.ts';
import { schemesIn } from '../schemes.ts';
import { headOf, isHead } from './sign-in.ts';

export const easOptionsCheck: Check = {
  boundMs: 10_000,
  run: async (situation) => {
    const head = await headOf('eas', situation);
    return isHead(head) ? options(head) : head;
  },
};

function options({ status, lines }: AnswerHead): Finding {
  const versions = firstValue(lines, 'ms-asprotocolversions');
  const server = firstValue(lines, 'ms-server-activesync');
  const details = [
    `The server answered ${status}.`,
    ...(server === null ? [] : [`MS-Server-ActiveSync: ${clip(server, 60)}`]),
  ];
  if (versions !== null) {
    const spoken = clip(versions, 200).split(',').join(', ');
    return { state: 'fine', text: `ActiveSync speaks ${spoken}.`, details };
  }
  // Exchange names its versions to whoever signed in.
  if (status === 401 && (server !== null || schemesIn(lines).length > 0)) {
    const text = 'ActiveSync is there and names its versions after the sign-in.';
    return { state: 'fine', text, details };
  }
  return {
    state: status >= 400 ? 'fails' : 'warns',
    text: `What answers (${status}) does not look like ActiveSync.`,
    details,
    remedy: 'Check emailServer.hostAndPort and the ActiveSync virtual directory of Exchange.',
  };
}
