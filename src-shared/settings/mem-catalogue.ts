/** The settings of `mem-configuration.json`: what the vendor's management console would deliver. */
import { z } from 'zod';
import { authenticationSettings } from './mem-authentication.ts';
import { clientCertificateSettings } from './mem-client-certificates.ts';
import { complianceSettings } from './mem-compliance.ts';
import { kcdSettings } from './mem-kcd.ts';
import { integer, mem, onOff } from './mem-entry.ts';
import { listenerSettings } from './mem-listener.ts';
import { pushSettings } from './mem-push.ts';
import { operationsSettings } from './mem-operations.ts';
import { uemSettings } from './mem-uem.ts';
import { hostAndPort, servers } from './mem-values.ts';

const serverMoves = 'Streams to the old server are closed; clients connect again within seconds.';

export const memSettings = {
  schemaVersion: mem({
    key: 'schemaVersion',
    type: { kind: 'integer', min: 1, max: 1 },
    schema: z.literal(1),
    initial: 1,
    required: true,
    editable: false,
    help: 'The form of this file. Leave it as it is.',
    interrupts: 'Nothing.',
  }),
  ...listenerSettings,
  'emailServer.hostAndPort': mem({
    key: 'emailServer.hostAndPort',
    type: { kind: 'hostAndPort' },
    schema: hostAndPort,
    initial: 'https://mail.example:443',
    required: true,
    help: 'The Exchange server for ActiveSync, and for EWS unless ews.email.server.host.and.port names another.',
    interrupts: serverMoves,
  }),
  'emailServer.timeoutSeconds': integer({
    key: 'emailServer.timeoutSeconds',
    min: 1,
    max: 3600,
    unit: 'seconds',
    initial: 120,
    help:
      'How long connecting to Exchange (answer 502) and waiting for its answer to begin (answer 504) may take. ' +
      'Ping, Sync and notification streams are meant to wait and are left out. Counts for EWS too.',
    interrupts: 'Nothing.',
  }),
  'emailServer.ignoreSslErrorsWithExch': onOff({
    key: 'emailServer.ignoreSslErrorsWithExch',
    initial: false,
    help:
      'Accepts any certificate of Exchange, also a false one: passwords can then be read by whoever stands between. ' +
      'Better: put the certificate of its authority into config/trust. Counts for EWS too.',
    interrupts: serverMoves,
  }),
  'emailServer.redirectHosts': mem({
    key: 'emailServer.redirectHosts',
    type: { kind: 'servers' },
    schema: servers,
    initial: [],
    required: false,
    written: false,
    help:
      "Further Exchange servers to which the gateway may follow a redirect (also ActiveSync's 451), with the credentials of the client. " +
      'Between the configured servers it follows anyway; a redirect to any other server is answered 502. Only https is followed.',
    interrupts: 'Streams and long polls at servers that are no longer named.',
  }),
  ...authenticationSettings,
  ...clientCertificateSettings,
  ...complianceSettings,
  ...uemSettings,
  ...pushSettings,
  ...kcdSettings,
  ...operationsSettings,
};

export type MemKey = keyof typeof memSettings;
