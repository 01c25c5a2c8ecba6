/** The settings of `application.properties`: the vendor's three, and ours in the same style. */
import type { PropertySetting } from './entry.ts';

const restartOnly =
  'Requests that are being answered finish with the old value; nothing is cut.' as const;

export const propertySettings = [
  {
    key: 'enable.boxer.ens.ews.proxy',
    file: 'application.properties',
    type: { kind: 'boolean' },
    absent: 'false',
    initial: 'false',
    commented: false,
    required: false,
    effect: 'restart',
    origin: 'vendor',
    help:
      'Lets Email Notification Service and other clients reach Exchange Web Services through this gateway. ' +
      'Only while it is true does the gateway answer /EWS and /ews; each request is then checked for compliance.',
    interrupts:
      'Turned off: EWS requests are refused and open notification streams are closed at once. ' +
      'Turned on: nothing.',
  },
  {
    key: 'remove.unsupported.auth.for.ews',
    file: 'application.properties',
    type: { kind: 'boolean' },
    absent: 'false',
    initial: 'true',
    commented: false,
    required: false,
    effect: 'restart',
    origin: 'vendor',
    since: '2.9.0.1',
    help:
      'Removes the sign-in methods that cannot work through a gateway from the answers of EWS: NTLM unless authentication.ntlm allows it, ' +
      'Negotiate unless the client showed a valid certificate. Clients then choose Basic or OAuth instead of failing. ' +
      'A file without the key comes from a version before 2.9.0.1 and removes nothing.',
    interrupts: restartOnly,
  },
  {
    key: 'ews.email.server.host.and.port',
    file: 'application.properties',
    type: { kind: 'hostAndPort' },
    absent: null,
    initial: 'https://example.com:443',
    commented: true,
    required: false,
    effect: 'restart',
    origin: 'vendor',
    since: '2.12',
    help:
      'Sends EWS to another server than ActiveSync. Only host and port are replaced: the time limit and ' +
      'ignoreSslErrorsWithExch of the email server count here too. Commented out: EWS goes to the email server.',
    interrupts: 'EWS streams to the old server are closed; clients connect again within seconds.',
  },
  {
    key: 'restart.drain.seconds',
    file: 'application.properties',
    type: { kind: 'integer', min: 0, max: 600, unit: 'seconds' },
    absent: '30',
    initial: '30',
    commented: true,
    required: false,
    effect: 'restart',
    origin: 'own',
    help: 'How long ordinary requests may take to finish after a restart, before they are cut.',
    interrupts: restartOnly,
  },
  {
    key: 'restart.grace.seconds',
    file: 'application.properties',
    type: { kind: 'integer', min: 0, max: 3600, unit: 'seconds' },
    absent: '60',
    initial: '60',
    commented: true,
    required: false,
    effect: 'restart',
    origin: 'own',
    help:
      'How long notification streams and long polls may go on after a restart, before they are cut. ' +
      'Those whose server, route or trust was taken away are cut at once.',
    interrupts: restartOnly,
  },
] as const satisfies readonly PropertySetting[];

export type PropertyKey = (typeof propertySettings)[number]['key'];

/** The short form that one sentence of the vendor's guide uses; the product never read it. */
export const shortFormWithoutEffect = 'remove.unsupported.auth';
