/** `config/trust`: certificates that are believed towards Exchange, besides those of the system. */
import type { X509Certificate } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { problem, type Problem } from '../../src-shared/errors.ts';
import { parseCertificates, toPem } from './certificates.ts';
import { readContained } from '../disk/contained-file.ts';
import { errorCode, reasonOf } from '../disk/system-errors.ts';
import { validityProblems } from './validity-problems.ts';

const LIMIT_BYTES = 4 * 1024 * 1024;

export interface TrustedCertificates {
  /** PEM, one text for each certificate. */
  readonly certificates: readonly string[];
  readonly problems: readonly Problem[];
}

export interface TrustFile {
  readonly name: string;
  /** Empty: it cannot be read. */
  readonly certificates: readonly X509Certificate[];
  readonly problems: readonly Problem[];
}

export interface TrustFolder {
  readonly files: readonly TrustFile[];
  /** Of the folder, then of each file. */
  readonly problems: readonly Problem[];
}

/** Reads `*.pem`, `*.crt` and `*.cer` of `folder`; `config` is the folder that links may not leave. */
export async function readTrustFolder(
  folder: string,
  config: string,
  now: Date,
): Promise<TrustFolder> {
  const names = await listFolder(folder);
  if (!Array.isArray(names)) return { files: [], problems: [names] };
  const files = await Promise.all(
    names
      .filter((name) => /\.(?:pem|crt|cer)$/i.test(name))
      .sort()
      .map((name) => readFileIn(folder, name, config, now)),
  );
  return { files, problems: files.flatMap(({ problems }) => problems) };
}

export async function loadTrustedCertificates(
  folder: string,
  config: string,
  now: Date,
): Promise<TrustedCertificates> {
  const { files, problems } = await readTrustFolder(folder, config, now);
  const certificates = files.flatMap((file) => file.certificates.map((each) => toPem([each])));
  return { certificates, problems };
}

async function listFolder(folder: string): Promise<string[] | Problem> {
  try {
    return await readdir(folder);
  } catch (error) {
    // Without the folder nothing is trusted besides the system's: that is a state, not a fault.
    if (errorCode(error) === 'ENOENT') return [];
    const message = `${folder} cannot be read: ${reasonOf(error)}.`;
    return problem('FILE_UNREADABLE', message, { file: folder });
  }
}

async function readFileIn(
  folder: string,
  name: string,
  config: string,
  now: Date,
): Promise<TrustFile> {
  const path = join(folder, name);
  const where = { file: path };
  const read = await readContained(config, path, LIMIT_BYTES, where);
  if (!read.ok) return { name, certificates: [], problems: read.problems };
  const certificates = parseCertificates(read.value);
  if (certificates === null) {
    const remedy = 'Put a certificate in PEM or DER form there, or remove the file.';
    const message = 'The file holds no certificate that can be read.';
    const unread = problem('CERTIFICATE', message, { ...where, remedy });
    return { name, certificates: [], problems: [unread] };
  }
  // An expired authority is a fact to know, not a reason to stop: others in the folder may still count.
  const problems = certificates.flatMap((each) => validityProblems(each, now, where, 'warning'));
  return { name, certificates, problems };
}
