/** The settings of `mem-configuration.json` about how users sign in. */
import { z } from 'zod';
import { ntlmChoices } from './in-force.ts';
import { mem } from './mem-entry.ts';

export const authenticationSettings = {
  'authentication.ntlm': mem({
    key: 'authentication.ntlm',
    type: {
      kind: 'choice',
      choices: {
        refuse: 'answered with 403 and a text that says what to use instead',
        pinned: 'each client connection gets a connection to Exchange of its own',
      },
    },
    schema: z.enum(ntlmChoices),
    initial: 'refuse',
    required: false,
    written: false,
    help:
      'Whether clients may sign in by NTLM, which signs in a connection instead of a request. Where they may, it works inside Negotiate as well, ' +
      'and Exchange goes on offering it to EWS clients. Never allow it behind a load balancer that shares its connections between clients: ' +
      'it would hand the mailbox of one to another. It fails where Exchange requires Extended Protection and shows another certificate.',
    interrupts: 'When it is refused again: sign-ins by NTLM; clients sign in anew.',
  }),
};
