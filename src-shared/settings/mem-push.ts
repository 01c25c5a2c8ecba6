/** The settings of `mem-configuration.json` for the listener to which device management pushes what changed (ADR 33). */
import { z } from 'zod';
import { integer, mem, onOff } from './mem-entry.ts';
import { configPath, listenerHost, tls } from './mem-values.ts';
import { accountName } from './uem-values.ts';

const anew = 'Pushes that are under way; mail is not touched.';
const optional = { required: false, written: false } as const;

export const pushSettings = {
  'uem.push.enabled': onOff({
    key: 'uem.push.enabled',
    initial: false,
    written: false,
    help:
      'Listens for pushes on a port of its own: records of devices that changed, and notices that something happened to a device. Nothing else can be done there. ' +
      'It needs the secret uem.pushKey, or uem.push.clientCa.',
    interrupts: anew,
  }),
  'uem.push.host': mem({
    ...optional,
    key: 'uem.push.host',
    type: { kind: 'host' },
    schema: listenerHost,
    initial: '127.0.0.1',
    help: 'The address for pushes. Without uem.push.tls it must be loopback.',
    interrupts: anew,
  }),
  'uem.push.port': integer({
    key: 'uem.push.port',
    min: 0,
    max: 65535,
    initial: 9466,
    written: false,
    help: 'The port for pushes, never that of listener.port. 0 lets the system choose one.',
    interrupts: anew,
  }),
  'uem.push.tls': mem({
    ...optional,
    key: 'uem.push.tls',
    type: { kind: 'tls' },
    schema: tls,
    initial: null,
    help:
      "The certificate and key for pushes, which may be the listener's own; a PFX is opened with listener.pfxPassphrase. " +
      'null: plain HTTP, on loopback only.',
    interrupts: anew,
  }),
  'uem.push.signIn': mem({
    ...optional,
    key: 'uem.push.signIn',
    type: {
      kind: 'choice',
      choices: {
        signature: 'signed with the key that both sides have (HMAC)',
        certificate: 'a client certificate of an authority of our own',
        password: 'user name and password; for notices only',
      },
    },
    schema: z.enum(['signature', 'certificate', 'password']),
    initial: 'signature',
    help:
      'How whoever pushes proves itself. signature needs the secret uem.pushKey, at least 32 characters; certificate needs uem.push.tls and uem.push.clientCa; ' +
      'password needs uem.push.user and the secret uem.pushKey, at least 16 characters, and is what event notifications of UEM can do: it may only ask for a look at the devices.',
    interrupts: anew,
  }),
  'uem.push.clientCa': mem({
    ...optional,
    key: 'uem.push.clientCa',
    type: { kind: 'path' },
    schema: configPath,
    initial: 'push-ca.pem',
    help: 'With uem.push.signIn=certificate: the file with the certificate of the authority, up to its root. Whoever has a certificate of it may push, so let it issue no others.',
    interrupts: anew,
  }),
  'uem.push.user': mem({
    ...optional,
    key: 'uem.push.user',
    type: { kind: 'text' },
    schema: accountName,
    initial: null,
    help: 'With uem.push.signIn=password: the user name.',
    interrupts: anew,
  }),
};
