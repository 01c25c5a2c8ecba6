/** Tokens of GSS-API as clients make them, and bent (RFC 2743 3.1, RFC 4178 4.2). */
import { element } from '../../der/write.ts';

export const oid = {
  spnego: '2b0601050502',
  ntlm: '2b06010401823702020a',
  kerberos: '2a864886f712010202',
  kerberosOfWindows: '2a864882f712010202',
} as const;

const mechanism = (hex: string): Buffer => element(0x06, Buffer.from(hex, 'hex'));

/** @param bent `twice`: says its token a second time */
export function negTokenInit(
  mechanisms: readonly string[],
  token: Buffer | null,
  bent: { readonly twice?: boolean } = {},
): Buffer {
  const said = token === null ? [] : [element(0xa2, element(0x04, token))];
  const fields = [
    element(0xa0, element(0x30, ...mechanisms.map(mechanism))),
    ...said,
    ...(bent.twice === true ? said : []),
  ];
  return element(0x60, mechanism(oid.spnego), element(0xa0, element(0x30, ...fields)));
}

export function negTokenResp(token: Buffer | null, mic: Buffer | null = null): Buffer {
  const said = token === null ? [] : [element(0xa2, element(0x04, token))];
  const sealed = mic === null ? [] : [element(0xa3, element(0x04, mic))];
  return element(
    0xa1,
    element(0x30, element(0xa0, element(0x0a, Buffer.of(1))), ...said, ...sealed),
  );
}

/** A ticket of Kerberos as far as anybody but Exchange can tell: RFC 4121 4.1, its content is sealed. */
export function krb5(content = Buffer.alloc(64, 7), hex: string = oid.kerberos): Buffer {
  return element(0x60, mechanism(hex), Buffer.of(1, 0), content);
}
