/** The settings for pushes, with the files and the secret that they need. */
import type { X509Certificate } from 'node:crypto';
import { problem, type Problem, type ProblemDetails } from '../../src-shared/errors.ts';
import type { PushSettings, PushSignIn } from '../../src-shared/settings/device-management.ts';
import type { ListenerTls } from '../../src-shared/settings/in-force.ts';
import type { MemKey } from '../../src-shared/settings/mem-catalogue.ts';
import { readContained, resolveInside } from '../disk/contained-file.ts';
import { parseCertificates, toPem } from '../trust/certificates.ts';
import { loadListenerTls } from '../trust/listener-tls.ts';
import { validityProblems } from '../trust/validity-problems.ts';
import type { HomePaths } from './home.ts';
import type { ReadSecret } from './kcd.ts';
import { isLoopback } from './loop.ts';
import type { MemReading } from './mem/read.ts';
import { passphraseOf } from './named-files.ts';

export interface PushRead {
  /** Null: off, or something is missing. */
  readonly push: PushSettings | null;
  readonly problems: readonly Problem[];
}

/** What one part of them came to. */
interface Part<Value> {
  readonly value: Value | null;
  readonly problems: readonly Problem[];
}

interface Reading {
  readonly mem: MemReading;
  readonly paths: HomePaths;
  readonly now: Date;
  /** Null: whoever reads the files only compares them, and builds nothing from them. */
  readonly secret: ReadSecret | null;
}

const CA_LIMIT_BYTES = 1024 * 1024;
const LEAST_CHARACTERS = { signature: 32, password: 16 } as const;

export async function readPush(
  mem: MemReading,
  paths: HomePaths,
  now: Date,
  secret: ReadSecret | null,
): Promise<PushRead> {
  if (mem.valueOf('uem.push.enabled') !== true) return { push: null, problems: [] };
  const reading = { mem, paths, now, secret };
  const [tls, signIn] = await Promise.all([tlsOf(reading), signInOf(reading)]);
  const problems = [...placeProblems(reading), ...tls.problems, ...signIn.problems];
  const host = mem.valueOf('uem.push.host');
  const port = mem.valueOf('uem.push.port');
  if (host === undefined || port === undefined || signIn.value === null)
    return { push: null, problems };
  return { push: { host, port, tls: tls.value, signIn: signIn.value }, problems };
}

function placeProblems({ mem, paths }: Reading): readonly Problem[] {
  const found: Problem[] = [];
  const port = mem.valueOf('uem.push.port');
  if (port !== 0 && port === mem.valueOf('listener.port')) {
    const message = `uem.push.port ${String(port)} is listener.port as well: mail and pushes never share a port.`;
    const where = placeOf('uem.push.port', mem, paths);
    found.push(problem('SCHEMA', message, { ...where, remedy: 'Choose another uem.push.port.' }));
  }
  const host = mem.valueOf('uem.push.host');
  if (mem.valueOf('uem.push.tls') !== null || host === undefined || isLocal(host)) return found;
  const message = `uem.push.host ${host} can be reached from other machines, but pushes are taken in plain HTTP.`;
  const remedy = 'Set uem.push.tls, or uem.push.host to 127.0.0.1.';
  const where = placeOf('uem.push.host', mem, paths);
  return [...found, problem('PLAIN_EXPOSED', message, { ...where, remedy })];
}

const isLocal = (host: string): boolean => isLoopback(host) || host.toLowerCase() === 'localhost';

async function tlsOf({ mem, paths, now, secret }: Reading): Promise<Part<ListenerTls>> {
  const files = mem.valueOf('uem.push.tls');
  if (files === undefined || files === null) return { value: null, problems: [] };
  const passphrase = 'pfx' in files ? await passphraseOf(secret) : null;
  if (passphrase?.ok === false) return { value: null, problems: passphrase.problems };
  const loaded = await loadListenerTls({
    ...{ folder: paths.config, files, now, passphrase: passphrase?.value ?? null },
    where: placeOf('uem.push.tls', mem, paths),
  });
  return loaded.ok
    ? { value: loaded.value, problems: loaded.warnings }
    : { value: null, problems: loaded.problems };
}

async function signInOf(reading: Reading): Promise<Part<PushSignIn>> {
  const { mem } = reading;
  const kind = mem.valueOf('uem.push.signIn');
  if (kind === undefined) return { value: null, problems: [] };
  if (kind === 'certificate') return certificateSignIn(reading);
  const key = await keyOf(reading, kind);
  if (key.value === null) return { value: null, problems: key.problems };
  if (kind === 'signature') return { value: { kind, key: key.value }, problems: [] };
  const user = mem.valueOf('uem.push.user');
  if (user === null) {
    const message = 'uem.push.signIn is password, but uem.push.user is not set.';
    const where = { ...placeOf('uem.push.signIn', mem, reading.paths), key: 'uem.push.user' };
    return { value: null, problems: [problem('KEY_MISSING', message, where)] };
  }
  const value = user === undefined ? null : { kind, user, password: key.value };
  return { value, problems: [] };
}

async function keyOf(
  { mem, paths, secret }: Reading,
  kind: keyof typeof LEAST_CHARACTERS,
): Promise<Part<string>> {
  if (secret === null) return { value: '', problems: [] };
  const read = await secret('uem.pushKey');
  if (!read.ok) return { value: null, problems: read.problems };
  const remedy = `Set it: in the window under Settings, or with sallyport secret set uem.pushKey`;
  const where: ProblemDetails = {
    ...placeOf('uem.push.signIn', mem, paths),
    ...{ remedy, secret: 'uem.pushKey' },
  };
  const why = `uem.push.enabled is true and uem.push.signIn is ${kind}`;
  if (read.value === null) {
    const message = `${why}, but uem.pushKey is not set.`;
    return { value: null, problems: [problem('SECRET_MISSING', message, where)] };
  }
  const key = Buffer.from(read.value).toString('utf8');
  if (key.length >= LEAST_CHARACTERS[kind]) return { value: key, problems: [] };
  const message = `${why}, but uem.pushKey has fewer than ${String(LEAST_CHARACTERS[kind])} characters: it could be guessed.`;
  return { value: null, problems: [problem('SECRET_VALUE', message, where)] };
}

async function certificateSignIn({ mem, paths, now }: Reading): Promise<Part<PushSignIn>> {
  const found: Problem[] = [];
  const where = placeOf('uem.push.clientCa', mem, paths);
  if (mem.valueOf('uem.push.tls') === null) {
    const message = 'uem.push.signIn is certificate, but pushes are taken in plain HTTP.';
    const remedy = 'Set uem.push.tls, or another uem.push.signIn.';
    found.push(
      problem('CERTIFICATE', message, { ...placeOf('uem.push.signIn', mem, paths), remedy }),
    );
  }
  const name = mem.valueOf('uem.push.clientCa');
  if (name === undefined) return { value: null, problems: found };
  const path = resolveInside(paths.config, name, where);
  const read = path.ok
    ? await readContained(paths.config, path.value, CA_LIMIT_BYTES, where)
    : path;
  if (!read.ok) return { value: null, problems: [...found, ...read.problems] };
  const all = parseCertificates(read.value) ?? [];
  if (!all.some(isRoot)) {
    const message =
      'The file of uem.push.clientCa holds no root certificate: every client would be refused.';
    return { value: null, problems: [...found, problem('CERTIFICATE', message, where)] };
  }
  const old = all.flatMap((each) => validityProblems(each, now, where, 'warning'));
  const authorities = all.map((each) => toPem([each]));
  return { value: { kind: 'certificate', authorities }, problems: [...found, ...old] };
}

/** OpenSSL follows a chain to its root, whatever else is trusted. */
function isRoot(certificate: X509Certificate): boolean {
  return certificate.ca && certificate.checkIssued(certificate);
}

function placeOf(key: MemKey, mem: MemReading, paths: HomePaths) {
  return { file: paths.memConfiguration, line: mem.lineOf(key), key };
}
