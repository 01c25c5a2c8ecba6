/** `listener.tls` as its form has it. */
export type TlsForm =
  | { readonly kind: 'none' }
  | { readonly kind: 'pem'; readonly certificate: string; readonly key: string }
  | { readonly kind: 'pfx'; readonly pfx: string };

export const tlsKinds = ['none', 'pem', 'pfx'] as const;

/** What is neither of the forms counts as none: the form is where it is mended. */
export function readTls(value: string | null): TlsForm {
  const parsed = objectOf(value);
  if (parsed === null) return { kind: 'none' };
  if ('pfx' in parsed) return { kind: 'pfx', pfx: textOf(parsed['pfx']) };
  const { certificate, key } = parsed;
  return { kind: 'pem', certificate: textOf(certificate), key: textOf(key) };
}

export function tlsText(form: TlsForm): string {
  switch (form.kind) {
    case 'none':
      return 'null';
    case 'pem':
      return JSON.stringify({ certificate: form.certificate, key: form.key });
    case 'pfx':
      return JSON.stringify({ pfx: form.pfx });
  }
}

function objectOf(value: string | null): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(value ?? 'null');
    return typeof parsed === 'object' ? (parsed as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
