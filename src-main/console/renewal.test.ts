/** Certificates that were renewed come into force by themselves; a broken one never does. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openGateway } from '../gateway/gateway.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import { watchCertificate } from './certificate-watch.ts';
import { askGateway, shownAt, useCertificates } from './testing-certificates.ts';
import { codeOf, now as then, quiet } from './testing.ts';

const real = { ...fakeEngine, openGateway };
const { home, put, change } = useCertificates();

test('a renewed certificate comes into force, alone, while requests go on', async () => {
  const { console, hosting } = await home.running(real);
  const port = hosting.service.listening()?.port ?? 0;
  expect(await shownAt(port)).toBe('first');
  const context = { paths: home.paths, service: hosting.service, log: quiet, now: then };
  const watch = watchCertificate({
    ...context,
    files: { run: (work) => work() },
    secret: async () => ({ ok: true, value: null, warnings: [] }),
  });
  expect(await watch.look()).toBe(false);
  // Half of the pair, as while it is being renewed: nothing changes.
  put('second', 'first');
  expect(await watch.look()).toBe(false);
  expect((await console.certificates({})).waits).toEqual([]);
  put('second');
  change('compliance', { mode: 'test' });
  const before = await console.certificates({});
  expect(before).toMatchObject({
    ...{ waits: ['listener'] },
    listener: { chain: [{ subject: 'CN=second' }, {}], inForce: { subject: 'CN=first' } },
  });
  const asked = Array.from({ length: 20 }, () => askGateway(port));
  const [report, ...answers] = await Promise.all([console.renewCertificates({}), ...asked]);
  expect(report).toMatchObject({ generation: 2, failed: 0, cutStreams: 0 });
  expect(answers.every((status) => status >= 200 && status < 600)).toBe(true);
  expect(await shownAt(port)).toBe('second');
  const status = await console.status({});
  expect(status.mode).toBe('enforce');
  expect(status.pending.map((each) => each.key)).toEqual(['compliance.mode']);
  expect(await console.certificates({})).toMatchObject({
    ...{ waits: [], listener: { inForce: { subject: 'CN=second' } } },
  });
  put('first');
  expect(await watch.look()).toBe(true);
  expect(await shownAt(port)).toBe('first');
});

test('a broken file never takes the place of a working one', async () => {
  const { console, hosting } = await home.running(real);
  writeFileSync(join(home.paths.tls, 'server.pem'), 'junk');
  expect(await codeOf(console.renewCertificates({}))).toBe('CERTIFICATE');
  expect(await shownAt(hosting.service.listening()?.port ?? 0)).toBe('first');
  expect((await console.status({})).generation).toBe(1);
});
