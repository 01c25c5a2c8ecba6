/** For the tests of this room: the doctor on a home of its own. */
import type { CheckId, CheckResult } from '../../src-shared/doctor.ts';
import { success } from '../../src-shared/errors.ts';
import type { SecretName } from '../../src-shared/secrets.ts';
import { createTestHome, type TestHome } from '../testing/settings-home.ts';
import type { DoctorContext } from './check.ts';
import { runCheck } from './doctor.ts';

export interface Clinic {
  readonly home: TestHome;
  readonly secrets: Map<SecretName, Uint8Array>;
  readonly ask: (id: CheckId, more?: Partial<DoctorContext>) => Promise<CheckResult>;
}

export async function openClinic(): Promise<Clinic> {
  const home = await createTestHome();
  const secrets = new Map<SecretName, Uint8Array>();
  const context: DoctorContext = {
    paths: home.paths,
    now: () => new Date(),
    secret: async (name) => success(secrets.get(name) ?? null),
    running: null,
    user: null,
    boundMs: 2000,
  };
  return { home, secrets, ask: (id, more) => runCheck(id, { ...context, ...more }) };
}
