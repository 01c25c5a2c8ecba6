/** Sallyport as a service runs it: the built bundle, on a home made by `init`, with a directory of devices. */
import { execFile } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { askOnce } from './connection.ts';
import type { Running, Setting } from './contestants.ts';
import { CALLER, requestOf, STRANGER } from './messages.ts';
import { start } from './started.ts';

export const DEVICES = 100_000;
/**
 * Where memory is counted: what the reading of a large directory leaves to the garbage collector is collected at any
 * time between two counts, and is more than all subscriptions take.
 */
export const DEVICES_BESIDE_HANGING = 1000;

const run = promisify(execFile);

export async function startProduct(
  node: string,
  file: string,
  setting: Setting,
  keepsJournal: boolean,
): Promise<Running> {
  const home = setting.folder;
  await run(node, [file, 'init', '--home', home]);
  configure(home, setting);
  const count = setting.hanging ? DEVICES_BESIDE_HANGING : DEVICES;
  writeFileSync(join(home, 'config', 'devices.json'), devices(count));
  const started = await start({ file: node, args: [file, 'serve', '--home', home], port: null });
  const { tls } = setting;
  const authority = tls === null ? null : readFileSync(tls.authority, 'utf8');
  const target = { port: started.port, authority };
  const refused = await askOnce(target, requestOf({ operation: 'FindItem', user: STRANGER }));
  if (refused !== 403) {
    await started.stop();
    throw new Error(`a device that nobody knows passed: ${refused ?? 'no answer'}`);
  }
  const check = (): Promise<string | null> => journalProblem(node, file, home);
  return keepsJournal ? { ...started, check } : started;
}

function configure(home: string, { upstream, tls }: Setting): void {
  const config = join(home, 'config');
  const put = (name: string, text: string): void => writeFileSync(join(config, name), text);
  const listener = { host: '127.0.0.1', port: 0 };
  if (tls !== null) {
    for (const from of [tls.certificate, tls.key]) {
      copyFileSync(from, join(config, 'tls', basename(from)));
    }
    copyFileSync(tls.authority, join(config, 'trust', basename(tls.authority)));
  }
  const named = (from: string): string => `tls/${basename(from)}`;
  change(join(config, 'mem-configuration.json'), {
    listener: {
      ...listener,
      tls: tls === null ? null : { certificate: named(tls.certificate), key: named(tls.key) },
    },
    emailServer: {
      hostAndPort: `${tls === null ? 'http' : 'https'}://127.0.0.1:${upstream}`,
    },
    compliance: { mode: 'enforce', unknownDevices: 'block', ewsBlockAnswer: 'forbidden' },
  });
  put('application.properties', 'enable.boxer.ens.ews.proxy=true\n');
}

/** Into what `init` wrote: settings that came later keep their defaults. */
function change(file: string, sections: Readonly<Record<string, object>>): void {
  const before = JSON.parse(readFileSync(file, 'utf8')) as Record<string, object>;
  const changed = Object.entries(sections).map(([name, section]) => [
    name,
    { ...before[name], ...section },
  ]);
  writeFileSync(file, JSON.stringify({ ...before, ...Object.fromEntries(changed) }, null, 2));
}

/** Each user has one, the caller among them. */
function devices(count: number): string {
  const all = Array.from({ length: count }, (_, index) => ({
    deviceId: `device${index}`,
    user: index === Math.floor(count / 2) ? CALLER : `user${index}@contoso.test`,
    ...{ managed: true, compromised: false, encrypted: true, enrollment: 'enrolled' },
  }));
  return JSON.stringify(all);
}

/** Every decision of the load must be in the file, or on its way. */
async function journalProblem(node: string, file: string, home: string): Promise<string | null> {
  const { stdout } = await run(node, [file, 'status', '--home', home, '--json']);
  const { journal } = JSON.parse(stdout) as {
    journal: { state: string; dropped: number; problem: string | null };
  };
  if (journal.dropped === 0 && journal.state === 'ok') return null;
  return `${journal.dropped} events were dropped (${journal.state}, ${journal.problem ?? 'no problem told'})`;
}
