/** A handshake that proved nothing shows no certificate. */
import type { TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { presentedBy } from './presented.ts';

const socketWith = (values: Partial<TLSSocket>): TLSSocket => values as TLSSocket;

test('a session that goes on proves nothing, with a certificate or without', () => {
  const socket = socketWith({
    isSessionReused: () => true,
    getPeerX509Certificate: () => undefined,
    authorized: true,
  });
  expect(presentedBy(socket, [])).toMatchObject({
    kind: 'bad',
    text: expect.stringContaining('connect anew'),
  });
});
