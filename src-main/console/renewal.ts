/** Certificates that were renewed on disk, put in force without anything else (ADR 27). */
import { certificateParts, type CertificatePart } from '../../src-shared/certificates.ts';
import { failure, isError, success, type Problem } from '../../src-shared/errors.ts';
import {
  certificatesNow,
  partsThatDiffer,
  problemsOf,
  withCertificates,
} from '../settings/certificates-now.ts';
import type { HomePaths } from '../settings/home.ts';
import type { ReadSecret } from '../settings/kcd.ts';
import type { FileTexts } from '../settings/load.ts';
import type { SerialQueue } from '../supervisor/queue.ts';
import type { Loaded, Renewal } from '../supervisor/service.ts';

export interface RenewalContext {
  readonly paths: HomePaths;
  readonly files: SerialQueue;
  readonly secret: ReadSecret;
  readonly now: () => Date;
}

/** Refused with every error of these parts; what is in force serves on. */
export function renewalOf(
  context: RenewalContext,
  parts: readonly CertificatePart[],
): Renewal<FileTexts> {
  return async (inForce, notes) => {
    const found = await read(context, inForce);
    const errors = problemsOf(found, parts).filter(isError);
    if (errors.length > 0) return failure(...errors);
    const fresh = problemsOf(found, certificateParts).filter((each) => !isError(each));
    const settings = withCertificates(inForce.settings, found, parts);
    return success({ ...inForce, settings }, [...without(notes, fresh), ...fresh]);
  };
}

export async function whatWaits(
  context: RenewalContext,
  inForce: Loaded<FileTexts>,
): Promise<readonly CertificatePart[]> {
  return partsThatDiffer(inForce.settings, await read(context, inForce));
}

function read({ paths, files, secret, now }: RenewalContext, inForce: Loaded<FileTexts>) {
  return files.run(() => certificatesNow(inForce.files, paths, now(), secret));
}

/** What an earlier look said of certificates is over. */
function without(notes: readonly Problem[], fresh: readonly Problem[]): readonly Problem[] {
  const again = new Set(fresh.map(({ message }) => message));
  return notes.filter(({ code, message }) => code !== 'CERTIFICATE' && !again.has(message));
}
