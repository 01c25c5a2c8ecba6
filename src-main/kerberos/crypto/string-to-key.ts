/** A password's key, with the salt and the iterations that the KDC names: both come unauthenticated. */
import { enctypeOf } from './enctype.ts';
import { Key } from './key.ts';

/** As many as half a second of a core: a KDC may ask for 2^32 (RFC 3962 4), and so may whoever answers in its place. */
export const mostIterations = 1_000_000;

export type Derived =
  { readonly ok: true; readonly key: Key } | { readonly ok: false; readonly why: string };

/**
 * Works in a thread of Node's pool.
 * @param parameters `s2kparams` of the KDC: four bytes (RFC 3962 4), or null for what the enctype says
 */
export async function stringToKey(
  enctypeId: number,
  password: string,
  salt: Buffer,
  parameters: Buffer | null,
): Promise<Derived> {
  const enctype = enctypeOf(enctypeId);
  if (enctype === undefined) return { ok: false, why: 'its encryption type is not supported' };
  if (parameters !== null && parameters.length !== 4) {
    return { ok: false, why: 'its parameters for the password have another form' };
  }
  const iterations = parameters?.readUInt32BE(0) ?? enctype.defaultIterations;
  // Fewer would make a captured timestamp cheap to guess at; nobody has ever used fewer (RFC 3962 4, RFC 8009 4).
  if (iterations < enctype.defaultIterations || iterations > mostIterations) {
    return {
      ok: false,
      why: `it asks for ${iterations} rounds over the password; ${enctype.defaultIterations} to ${mostIterations} are accepted`,
    };
  }
  const bytes = await enctype.stringToKey(Buffer.from(password), salt, iterations);
  return { ok: true, key: new Key(enctypeId, bytes) };
}
