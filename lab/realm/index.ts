// Real Kerberos servers for tests (ADR 23).
export { startMit } from './mit.ts';
export type { MitOptions, MitRealm } from './mit.ts';
export type { Answer, Delegation, Oracle, Secret, Ticket } from './oracle.ts';
export { whyNot } from './parts.ts';
export type { PartOf } from './parts.ts';
export type { Person, Role } from './principals.ts';
export type { Account, Kdc, Realm } from './types.ts';
export { startGssapiApache } from './apache.ts';
export type { Apache, ApacheOptions, SeenRequest } from './apache.ts';
export { startSamba } from './samba.ts';
export type { SambaOptions, SambaRealm } from './samba.ts';
export { CHANNEL_BOUND, startAcceptor } from './acceptor.ts';
export type { Acceptor, AcceptorOptions } from './acceptor.ts';
