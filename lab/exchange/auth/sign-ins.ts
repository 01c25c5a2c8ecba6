/** Sign-ins that belong to a connection, as IIS keeps them: who is signed in on it, and what was asked of whom. */
import type { Socket } from 'node:net';
import type { LabUser } from '../types.ts';
import { challengeFor, ntlmType, userOf, type Challenge } from './ntlm.ts';
import type { Users } from './users.ts';

export type Step =
  | { readonly kind: 'signed in'; readonly user: LabUser }
  /** The value of the WWW-Authenticate line. */
  | { readonly kind: 'challenge'; readonly value: string }
  | { readonly kind: 'refused' };

export type SignIns = {
  /** Who a request without credentials is on this connection. */
  userOf(socket: Socket): LabUser | null;
  /** What the token behind `NTLM` or `Negotiate` leads to. */
  step(socket: Socket, scheme: string, token: Buffer, users: Users): Step;
};

export function connectionSignIns(): SignIns {
  const challenges = new WeakMap<Socket, Challenge>();
  const signedIn = new WeakMap<Socket, LabUser>();
  return {
    userOf: (socket) => signedIn.get(socket) ?? null,
    step: (socket, scheme, token, users) => {
      // Inside SPNEGO the message stands at the end of what counts here.
      const at = token.indexOf('NTLMSSP\0');
      const message = token.subarray(Math.max(at, 0));
      const type = ntlmType(message);
      if (type === 1) {
        const challenge = challengeFor(message);
        challenges.set(socket, challenge);
        signedIn.delete(socket);
        const said = at === 0 ? challenge.message : negTokenResponse(challenge.message);
        return { kind: 'challenge', value: `${scheme} ${said.toString('base64')}` };
      }
      const asked = challenges.get(socket);
      challenges.delete(socket);
      const user = type === 3 && asked !== undefined ? userOf(message, asked, users) : null;
      if (user === null) return { kind: 'refused' };
      signedIn.set(socket, user);
      return { kind: 'signed in', user };
    },
  };
}

/** RFC 4178 4.2.2: accept-incomplete, and the token of the mechanism. */
function negTokenResponse(token: Buffer): Buffer {
  const fields = Buffer.concat([der(0xa0, der(0x0a, Buffer.of(1))), der(0xa2, der(0x04, token))]);
  return der(0xa1, der(0x30, fields));
}

function der(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), value]);
}
