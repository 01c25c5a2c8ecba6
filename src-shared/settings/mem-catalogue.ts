/** The settings of `mem-configuration.json`: what the vendor's management console would deliver. */
import { z } from 'zod';
import { complianceSettings } from './mem-compliance.ts';
import { mem } from './mem-entry.ts';
import { operationsSettings } from './mem-operations.ts';
import { cidrs, hostAndPort, listenerHost, tls } from './mem-values.ts';

const listenerMoves =
  'The new address answers first, then connections to the old one finish and are closed.';
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
  'listener.host': mem({
    key: 'listener.host',
    type: { kind: 'host' },
    schema: listenerHost,
    initial: '127.0.0.1',
    required: true,
    help:
      'The address on which the gateway listens. 127.0.0.1: this machine only; 0.0.0.0 or :: for every address. ' +
      'Anything but this machine needs listener.tls or listener.balancers.',
    interrupts: listenerMoves,
  }),
  'listener.port': mem({
    key: 'listener.port',
    type: { kind: 'integer', min: 0, max: 65535 },
    schema: z.int().min(0).max(65535),
    initial: 8443,
    required: true,
    help: 'The port on which the gateway listens. 0 lets the system choose one.',
    interrupts: listenerMoves,
  }),
  'listener.tls': mem({
    key: 'listener.tls',
    type: { kind: 'tls' },
    schema: tls,
    initial: null,
    required: false,
    help:
      'The certificate of the gateway with its private key, as two PEM files or as one PFX without a passphrase. ' +
      'null: plain HTTP, for a load balancer in front that ends TLS.',
    interrupts: 'Open connections are closed once they are idle.',
  }),
  'listener.balancers': mem({
    key: 'listener.balancers',
    type: { kind: 'cidrs' },
    schema: cidrs,
    initial: [],
    required: false,
    help: 'Who may connect in plain HTTP when the gateway listens beyond this machine: the load balancers.',
    interrupts: 'Open connections from addresses that are no longer named are closed once idle.',
  }),
  'emailServer.hostAndPort': mem({
    key: 'emailServer.hostAndPort',
    type: { kind: 'hostAndPort' },
    schema: hostAndPort,
    initial: 'https://mail.example:443',
    required: true,
    help: 'The Exchange server for ActiveSync, and for EWS unless ews.email.server.host.and.port names another.',
    interrupts: serverMoves,
  }),
  'emailServer.timeoutSeconds': mem({
    key: 'emailServer.timeoutSeconds',
    type: { kind: 'integer', min: 1, max: 3600, unit: 'seconds' },
    schema: z.int().min(1).max(3600),
    initial: 120,
    required: false,
    help:
      'How long connecting to Exchange (answer 502) and waiting for its answer to begin (answer 504) may take. ' +
      'Ping, Sync and notification streams are meant to wait and are left out. Counts for EWS too.',
    interrupts: 'Nothing.',
  }),
  'emailServer.ignoreSslErrorsWithExch': mem({
    key: 'emailServer.ignoreSslErrorsWithExch',
    type: { kind: 'boolean' },
    schema: z.boolean(),
    initial: false,
    required: false,
    help:
      'Accepts any certificate of Exchange, also a false one: passwords can then be read by whoever stands between. ' +
      'Better: put the certificate of its authority into config/trust. Counts for EWS too.',
    interrupts: serverMoves,
  }),
  ...complianceSettings,
  ...operationsSettings,
};

export type MemKey = keyof typeof memSettings;
