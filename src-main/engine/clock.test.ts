/** A clock that jumps blocks nobody as inactive until somebody confirms it: through the engine to `why`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { PATIENCE_MS } from '../../lab/testing/patience.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import { settingsFor, withPolicies } from '../testing/gateway-harness.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { noRules } from '../../src-shared/settings/in-force.ts';
import { localEngine } from './local.ts';

const DAY = 86_400_000;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const alice = { device: 'a', user: 'alice@contoso.test' };

test('inactivity is counted by the clock as it was, until the new time is confirmed', async () => {
  const home = temporaryFolder(onTestFinished, 'clock');
  const feed = join(home, 'devices.json');
  const clocks = { wall: Date.now(), steady: 0 };
  const lastSeen = new Date(clocks.wall).toISOString();
  const device = { deviceId: 'a', user: alice.user, lastSeen, enrollment: 'enrolled' };
  writeFileSync(
    feed,
    JSON.stringify([{ ...device, managed: true, compromised: false, encrypted: true }]),
  );
  const at = (name: string) => join(home, 'state', name);
  mkdirSync(join(home, 'state'));
  const engine = localEngine({
    parts: fakeEngine,
    ...{ log: quiet, now: () => new Date(clocks.wall), steady: () => clocks.steady },
    places: {
      ...{ journal: at('journal'), directory: at('directory'), overrides: at('overrides.json') },
      ...{ logs: home, adminToken: at('token'), revocationLists: at('crl') },
    },
  });
  const plain = settingsFor({ scheme: 'http', host: '127.0.0.1', port: 1 });
  const { compliance, ...rest } = withPolicies(plain, {
    rules: { ...noRules, inactivityDays: 30 },
  });
  await engine.open({ ...rest, compliance: { ...compliance, directoryFile: feed } });
  onTestFinished(() => engine.close());
  const reason = async () => {
    const found = await engine.explain(alice);
    return found.ok ? found.value.reason : found.problems;
  };
  const waiting = async () => {
    const found = await engine.held();
    return found.ok ? found.value : [];
  };

  expect(await reason()).toBe('COMPLIANT');
  clocks.wall += 40 * DAY;
  await vi.waitFor(async () => expect(await waiting()).toHaveLength(1), { timeout: PATIENCE_MS });
  expect(await reason()).toBe('COMPLIANT');
  const [jump] = await waiting();
  expect(jump).toMatchObject({ what: 'clock', newlyBlocked: 1, counted: 1 });
  const status = await engine.status();
  expect(status.ok && status.value.directory.problems).toMatchObject([{ code: 'CLOCK_HELD' }]);
  // Time goes on: who is silent for long by the old clock is inactive all the same.
  clocks.wall += 31 * DAY;
  clocks.steady += 31 * DAY;
  expect(await reason()).toBe('DEVICE_OUT_OF_CONTACT');
  clocks.wall -= 31 * DAY;
  clocks.steady -= 31 * DAY;
  expect(await reason()).toBe('COMPLIANT');
  const confirmed = await engine.confirmHeld({ what: 'clock', since: jump?.since ?? '' });
  expect(confirmed).toMatchObject({ ok: true, value: { confirmed: true } });
  expect(await reason()).toBe('DEVICE_OUT_OF_CONTACT');
  expect(await waiting()).toEqual([]);
});
