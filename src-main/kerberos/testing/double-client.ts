/** A client for the double of a KDC. */
import { onTestFinished } from 'vitest';
import { createKerberos } from '../kerberos.ts';
import type { Kerberos, KerberosOptions, KerberosSettings } from '../kerberos.ts';
import { realm, startKdcDouble } from './kdc-double.ts';
import { keytabWith } from './made.ts';
import type { Bends, KdcDouble } from './kdc-double.ts';

export const keytab = {
  kind: 'keytab',
  read: async () => keytabWith(Buffer.alloc(32, 1)),
} as const;
export const spn = 'HTTP/mail.ex.test';

export interface DoubleSetting {
  readonly bends?: Bends;
  readonly settings?: Partial<KerberosSettings>;
  readonly options?: Partial<KerberosOptions>;
  readonly kdcNow?: () => number;
}

export async function withDouble(
  setting: DoubleSetting = {},
): Promise<{ readonly kdc: KdcDouble; readonly client: Kerberos }> {
  const kdc = await startKdcDouble(setting.kdcNow);
  onTestFinished(() => kdc.close());
  kdc.bend(setting.bends ?? {});
  const client = createKerberos(
    {
      realm,
      kdcs: [{ realm, host: '127.0.0.1', port: kdc.port }],
      account: 'svc-proxy',
      secret: keytab,
      longestTicketMinutes: 60,
      resourceBased: false,
      ...setting.settings,
    },
    { now: Date.now, limits: { connectMs: 2_000, answerMs: 2_000 }, ...setting.options },
  );
  onTestFinished(() => client.close());
  return { kdc, client };
}
