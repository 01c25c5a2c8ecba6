import { describe, expect, it } from 'vitest';
import { createProofs } from './proof.ts';
import { SignIns } from './sign-ins.ts';

const basic = (user: string): string => `Basic ${Buffer.from(`${user}:secret`).toString('base64')}`;

describe('what a connection said last', () => {
  it('is read once while it says the same from the same address', () => {
    const proofs = createProofs();
    let digests = 0;
    const counting = {
      ...proofs,
      nameOf: (address: string, authorization: string): string => {
        digests += 1;
        return proofs.nameOf(address, authorization);
      },
    };
    const signIns = new SignIns(counting);
    const one = {};
    const first = signIns.of(one, '192.0.2.1', basic('alice'));
    expect(first.credentials).toMatchObject({ kind: 'user', user: 'alice' });
    expect(first.proofName).toBe(proofs.nameOf('192.0.2.1', basic('alice')));
    expect(signIns.of(one, '192.0.2.1', basic('alice'))).toEqual(first);
    expect(digests).toBe(1);
  });

  it('is never said of another user, address or connection', () => {
    const signIns = new SignIns(createProofs());
    const [one, other] = [{}, {}];
    const names = [
      signIns.of(one, '192.0.2.1', basic('alice')),
      signIns.of(one, '192.0.2.1', basic('bob')),
      signIns.of(one, '192.0.2.2', basic('bob')),
      signIns.of(other, '192.0.2.2', basic('alice')),
    ].map(({ proofName }) => proofName);
    expect(new Set(names).size).toBe(4);
    expect(signIns.of(one, '192.0.2.2', basic('carol')).credentials).toMatchObject({
      user: 'carol',
    });
    expect(signIns.of(other, '192.0.2.2', null)).toMatchObject({
      credentials: { kind: 'nobody' },
      proofName: null,
    });
  });
});
