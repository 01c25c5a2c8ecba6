/** Tokens of GSS-API as clients make them, and bent (RFC 2743 3.1, RFC 4178 4.2). */
export const oid = {
  spnego: '2b0601050502',
  ntlm: '2b06010401823702020a',
  kerberos: '2a864886f712010202',
  kerberosOfWindows: '2a864882f712010202',
} as const;

export function der(tag: number, ...values: readonly Buffer[]): Buffer {
  const value = Buffer.concat(values);
  const { length } = value;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), value]);
}

const mechanism = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));

/** @param bent `twice`: says its token a second time */
export function negTokenInit(
  mechanisms: readonly string[],
  token: Buffer | null,
  bent: { readonly twice?: boolean } = {},
): Buffer {
  const said = token === null ? [] : [der(0xa2, der(0x04, token))];
  const fields = [
    der(0xa0, der(0x30, ...mechanisms.map(mechanism))),
    ...said,
    ...(bent.twice === true ? said : []),
  ];
  return der(0x60, mechanism(oid.spnego), der(0xa0, der(0x30, ...fields)));
}

export function negTokenResp(token: Buffer | null, mic: Buffer | null = null): Buffer {
  const said = token === null ? [] : [der(0xa2, der(0x04, token))];
  const sealed = mic === null ? [] : [der(0xa3, der(0x04, mic))];
  return der(0xa1, der(0x30, der(0xa0, der(0x0a, Buffer.of(1))), ...said, ...sealed));
}

/** A ticket of Kerberos as far as anybody but Exchange can tell: RFC 4121 4.1, its content is sealed. */
export function krb5(content = Buffer.alloc(64, 7), hex: string = oid.kerberos): Buffer {
  return der(0x60, mechanism(hex), Buffer.of(1, 0), content);
}
