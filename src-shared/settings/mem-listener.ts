/** The settings of `mem-configuration.json` about the gateway's own address, who connects to it, and what it serves. */
import { integer, mem } from './mem-entry.ts';
import { cidrs, listenerHost, tls, urlPaths } from './mem-values.ts';

const listenerMoves =
  'The new address answers first, then connections to the old one finish and are closed.';
const nothing = 'Nothing; what is open or under way goes on.';

export const listenerSettings = {
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
  'listener.port': integer({
    key: 'listener.port',
    min: 0,
    max: 65535,
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
      'The certificate of the gateway with its private key, as two PEM files or as one PFX, whose passphrase is a secret (in the window, or `sallyport secret set listener.pfxPassphrase`). ' +
      'null: plain HTTP, for a load balancer in front that ends TLS.',
    interrupts: 'Open connections are closed once they are idle.',
  }),
  'listener.balancers': mem({
    key: 'listener.balancers',
    type: { kind: 'cidrs' },
    schema: cidrs,
    initial: [],
    required: false,
    help:
      'The load balancers: who may connect in plain HTTP when the gateway listens beyond this machine. From them, and from nobody else, ' +
      'X-Forwarded-For is believed: they must set it or add to it. The last address in it that is not a balancer is the client.',
    interrupts: 'Open connections from addresses that are no longer named are closed once idle.',
  }),
  'listener.extraPaths': mem({
    key: 'listener.extraPaths',
    type: { kind: 'urlPaths' },
    schema: urlPaths,
    initial: [],
    required: false,
    written: false,
    help:
      'Further paths of Exchange, each exactly as written (letters may differ in case), for POST, GET, HEAD and OPTIONS. They are switched and ' +
      'checked like EWS by user and device, but bodies are not looked into: who may act for another mailbox is not checked there.',
    interrupts: nothing,
  }),
  'listener.maxConnections': integer({
    key: 'listener.maxConnections',
    min: 1,
    max: 1_000_000,
    initial: 20_000,
    written: false,
    help:
      'How many clients may be connected at the same time. Beyond that, new connections are closed at once; each needs two file descriptors ' +
      'while a request is under way.',
    interrupts: nothing,
  }),
  'listener.maxConnectionsPerAddress': integer({
    key: 'listener.maxConnectionsPerAddress',
    min: 1,
    max: 1_000_000,
    initial: 1000,
    written: false,
    help:
      'How many connections one address may have at the same time; of IPv6, one /64 network. Load balancers and the addresses of ENS are exempt, ' +
      'and so is everybody while the gateway listens on this machine only.',
    interrupts: nothing,
  }),
  'listener.maxEwsBodyMiB': integer({
    key: 'listener.maxEwsBodyMiB',
    min: 1,
    max: 2047,
    unit: 'MiB',
    initial: 64,
    written: false,
    help: 'The largest request body of EWS and of further paths. Larger ones are answered with 413. Exchange has a limit of its own, 64 MiB unless changed.',
    interrupts: nothing,
  }),
  'listener.maxEasBodyMiB': integer({
    key: 'listener.maxEasBodyMiB',
    min: 1,
    max: 2047,
    unit: 'MiB',
    initial: 10,
    written: false,
    help: 'The largest request body of ActiveSync. Larger ones are answered with 413. Exchange has a limit of its own, 10 MiB unless changed.',
    interrupts: nothing,
  }),
};
