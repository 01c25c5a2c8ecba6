/** What changes while a gateway opens or restarts reaches it all the same, and drafts are judged as what is in force. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { PATIENCE_MS } from '../../lab/testing/patience.ts';
import { failure, problem } from '../../src-shared/errors.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import { settingsFor, withPolicies } from '../testing/gateway-harness.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { localEngine } from './local.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const alice = { device: 'a', user: 'alice@contoso.test' };
const list = JSON.stringify([
  {
    ...{ deviceId: 'a', user: alice.user, enrollment: 'enrolled' },
    ...{ managed: true, compromised: false, encrypted: true },
  },
]);

/** A cold start; the first list comes while the gateway does what is named. */
function coldEngine(during: 'open' | 'restart' | 'refusal' | null) {
  const home = temporaryFolder(onTestFinished, 'circumstances');
  const feed = join(home, 'devices.json');
  const at = (name: string) => join(home, 'state', name);
  mkdirSync(join(home, 'state'));
  const judged: string[] = [];
  const devices = async (): Promise<void> => {
    writeFileSync(feed, list);
    await vi.waitFor(
      async () => {
        const status = await engine.status();
        if (status.ok) expect(status.value.directory.isCold).toBe(false);
        // An engine that opens answers nothing yet; it looks for lists twice a second.
        else await new Promise((resolve) => setTimeout(resolve, 2500));
      },
      { timeout: PATIENCE_MS },
    );
  };
  const openGateway: typeof fakeEngine.openGateway = async (settings, host) => {
    const opened = await fakeEngine.openGateway(settings, host);
    if (!opened.ok) return opened;
    judged.push(settings.compliance.policies.mode);
    if (during === 'open') await devices();
    const { gateway } = opened.value;
    const restart: typeof gateway.restart = async (next) => {
      await devices();
      if (during === 'refusal') return failure(problem('NOT_RUNNING', 'refused'));
      judged.push(next.compliance.policies.mode);
      return gateway.restart(next);
    };
    const judgeBy: typeof gateway.judgeBy = (compliance) => {
      judged.push(compliance.policies.mode);
      return gateway.judgeBy(compliance);
    };
    return { ...opened, value: { ...opened.value, gateway: { ...gateway, restart, judgeBy } } };
  };
  const engine = localEngine({
    parts: { ...fakeEngine, openGateway },
    ...{ log: quiet, now: () => new Date() },
    places: {
      ...{ journal: at('journal'), directory: at('directory'), overrides: at('overrides.json') },
      ...{ logs: home, adminToken: at('token'), revocationLists: at('crl') },
    },
  });
  const plain = withPolicies(settingsFor({ scheme: 'http', host: '127.0.0.1', port: 1 }), {});
  const settings = { ...plain, compliance: { ...plain.compliance, directoryFile: feed } };
  onTestFinished(() => engine.close());
  return { engine, settings, judged };
}

test('the first list, come while the gateway opens, ends the cold start', async () => {
  const { engine, settings, judged } = coldEngine('open');
  await engine.open(settings);
  expect([judged[0], judged.at(-1)]).toEqual(['test', 'enforce']);
});

test('come during a restart, too', async () => {
  const { engine, settings, judged } = coldEngine('restart');
  await engine.open(settings);
  await engine.restart(settings);
  expect([judged[0], judged.at(-1)]).toEqual(['test', 'enforce']);
});

test('come during a restart that is refused, it is not judged by what was refused', async () => {
  const { engine, settings, judged } = coldEngine('refusal');
  await engine.open(settings);
  await engine.restart(withPolicies(settings, { mode: 'off' }));
  expect(judged).toContain('off');
  expect(judged.at(-1)).toBe('enforce');
});

test('a draft is judged under the circumstances of what is in force', async () => {
  const { engine, settings } = coldEngine(null);
  await engine.open(settings);
  const deciding = settings.compliance;
  const why = await engine.explain({ ...alice, deciding });
  expect(why.ok && why.value.verdict).toBe('would-block');
  const impact = await engine.impact({ deciding, asker: 'test' });
  expect(impact.ok && impact.value.tooMany).toBe(false);
});
