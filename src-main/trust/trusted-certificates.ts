/** `config/trust`: certificates that are believed towards Exchange, besides those of the system. */
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

/** Reads `*.pem`, `*.crt` and `*.cer` of `folder`; `config` is the folder that links may not leave. */
export async function loadTrustedCertificates(
  folder: string,
  config: string,
  now: Date,
): Promise<TrustedCertificates> {
  const names = await listFolder(folder);
  if (!Array.isArray(names)) return { certificates: [], problems: [names] };
  const files = await Promise.all(
    names
      .filter((name) => /\.(?:pem|crt|cer)$/i.test(name))
      .sort()
      .map((name) => loadFile(join(folder, name), config, now)),
  );
  return {
    certificates: files.flatMap((file) => file.certificates),
    problems: files.flatMap((file) => file.problems),
  };
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

async function loadFile(path: string, config: string, now: Date): Promise<TrustedCertificates> {
  const where = { file: path };
  const read = await readContained(config, path, LIMIT_BYTES, where);
  if (!read.ok) return { certificates: [], problems: read.problems };
  const found = parseCertificates(read.value);
  if (found === null) {
    const remedy = 'Put a certificate in PEM or DER form there, or remove the file.';
    const message = 'The file holds no certificate that can be read.';
    return { certificates: [], problems: [problem('CERTIFICATE', message, { ...where, remedy })] };
  }
  return {
    certificates: found.map((certificate) => toPem([certificate])),
    // An expired authority is a fact to know, not a reason to stop: others in the folder may still count.
    problems: found.flatMap((each) => validityProblems(each, now, where, 'warning')),
  };
}
