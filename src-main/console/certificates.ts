/** The certificates of a home: what the saved settings and their files say, beside what is in force. */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import {
  trustFileSchema,
  type Certificates,
  type TrustFolderFile,
} from '../../src-shared/certificates.ts';
import type { RestartReport } from '../../src-shared/contract/calls.ts';
import { certificateParts } from '../../src-shared/certificates.ts';
import { formatHostAndPort } from '../../src-shared/settings/host-and-port.ts';
import type { ListenerTls } from '../../src-shared/settings/in-force.ts';
import { readSavedValues, type Saved } from '../doctor/saved.ts';
import { loadClientCertificates } from '../settings/client-certificates.ts';
import { loadListenerFiles } from '../settings/named-files.ts';
import { describe } from '../trust/describe.ts';
import { withoutValidity } from '../trust/validity-problems.ts';
import { chainInFile, shownBy } from '../trust/listener-tls.ts';
import { readTrustFolder } from '../trust/trusted-certificates.ts';
import { valueOf, type UseCase } from './options.ts';
import { renewalOf, whatWaits, type RenewalContext } from './renewal.ts';
import { secretReader } from './secrets.ts';
import { requireRunning } from './status.ts';

const MOST_FILES = 1000;
const MOST_IN_FILE = 100;

export async function certificates(use: UseCase): Promise<Certificates> {
  const saved = await use.files.run(() => readSavedValues(use.paths));
  const inForce = use.running?.service.inForce() ?? null;
  const [listener, clients, exchange, lists, waits] = await Promise.all([
    listenerOf(use, saved),
    clientsOf(use, saved),
    exchangeOf(use, saved),
    use.running === null ? [] : use.running.engine.revocationLists(),
    inForce === null ? [] : whatWaits(renewalContext(use), inForce),
  ]);
  const shown = inForce === null ? null : await leafOf(inForce.settings.listener.tls, use.now());
  return {
    listener: { ...listener, inForce: shown },
    clients,
    exchange,
    // A gateway that ends in this moment knows none.
    lists: 'ok' in lists && lists.ok ? lists.value.slice(0, 100) : [],
    waits: [...waits],
  };
}

/** What the files hold now, and nothing else that was saved. */
export async function renewCertificates(use: UseCase): Promise<RestartReport> {
  const { service } = requireRunning(use.running);
  return valueOf(await service.renew(renewalOf(renewalContext(use), certificateParts)));
}

export function renewalContext(use: UseCase): RenewalContext {
  const { paths, files, now } = use;
  return { paths, files, now, secret: secretReader(use) };
}

async function listenerOf(
  use: UseCase,
  { mem }: Saved,
): Promise<Omit<Certificates['listener'], 'inForce'>> {
  const named = mem?.valueOf('listener.tls');
  if (mem === null || named === undefined)
    return { kind: 'unreadable', files: [], chain: [], problems: [] };
  if (named === null) return { kind: 'plain', files: [], chain: [], problems: [] };
  const now = use.now();
  const { tls, problems } = await loadListenerFiles(mem, use.paths, now, secretReader(use));
  const chain =
    'pfx' in named
      ? await (tls === null ? [] : shownBy(tls))
      : await chainInFile(use.paths.config, named.certificate);
  return {
    kind: 'tls',
    files: 'pfx' in named ? [named.pfx] : [named.certificate, named.key],
    chain: chain.slice(0, MOST_IN_FILE).map((each) => describe(each, now)),
    problems: withoutValidity(problems, chain, now),
  };
}

async function leafOf(tls: ListenerTls | null, now: Date) {
  const [leaf] = tls === null ? [] : await shownBy(tls);
  return leaf === undefined ? null : describe(leaf, now);
}

async function clientsOf(use: UseCase, { mem }: Saved): Promise<Certificates['clients']> {
  const { paths } = use;
  const [{ files, all }, { problems }] = await Promise.all([
    folderOf(use, paths.clientCa),
    loadClientCertificates(mem, paths, use.now()),
  ]);
  const kept = files.map((file) => ({ ...file, removable: false }));
  return {
    mode: mem?.valueOf('clientCertificates.mode') ?? null,
    files: kept,
    problems: withoutValidity(problems, all, use.now()),
  };
}

async function exchangeOf(use: UseCase, saved: Saved): Promise<Certificates['exchange']> {
  const { files, problems } = await folderOf(use, use.paths.trust);
  const servers = [saved.ews, saved.eas].flatMap((address) =>
    address?.scheme === 'https' ? [formatHostAndPort(address)] : [],
  );
  return {
    files,
    problems,
    known: rootCertificates.length,
    servers: [...new Set(servers)],
    unchecked: saved.ignoreSslErrors,
  };
}

async function folderOf({ paths, now }: UseCase, folder: string) {
  const at = now();
  const read = await readTrustFolder(folder, paths.config, at);
  const files = read.files
    .slice(0, MOST_FILES)
    .map(async ({ name, certificates: found }): Promise<TrustFolderFile> => ({
      name,
      certificates: found.slice(0, MOST_IN_FILE).map((each) => describe(each, at)),
      removable: trustFileSchema.safeParse(name).success && (await isPlain(join(folder, name))),
    }));
  const all = read.files.flatMap((file) => file.certificates);
  const problems = withoutValidity(read.problems, all, at);
  return { files: await Promise.all(files), all, problems };
}

async function isPlain(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null))?.isFile() === true;
}
