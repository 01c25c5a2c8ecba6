/**
 * A certificate of the listener that was renewed on disk comes into force by itself: whoever renews it (certbot, a script)
 * knows nothing of this gateway. A pair that does not fit yet, or is no good, changes nothing and is looked at again.
 */
import { isError, type Problem } from '../../src-shared/errors.ts';
import type { Log } from '../../src-shared/log.ts';
import type { FileTexts } from '../settings/load.ts';
import type { Service } from '../supervisor/service.ts';
import { renewalOf, whatWaits, type RenewalContext } from './renewal.ts';

const EVERY_MS = 60_000;

export interface WatchOptions extends RenewalContext {
  readonly service: Pick<Service<FileTexts>, 'inForce' | 'renew'>;
  readonly log: Log;
}

export interface CertificateWatch {
  /** Looks now; tells whether something came into force. */
  readonly look: () => Promise<boolean>;
  /** While a gateway runs it is looked once a minute. */
  readonly follow: (running: boolean) => void;
}

export function watchCertificate(options: WatchOptions): CertificateWatch {
  const { service, log } = options;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<boolean> => {
    const inForce = service.inForce();
    if (inForce === null || inForce.settings.listener.tls === null) return false;
    if (!(await whatWaits(options, inForce)).includes('listener')) return false;
    const renewed = await service.renew(renewalOf(options, ['listener']));
    if (renewed.ok) log.info({}, 'the renewed certificate of the listener is in force');
    else log.warn({ problems: renewed.problems }, said(renewed.problems));
    return renewed.ok;
  };
  return {
    look,
    follow: (running) => {
      if (!running) {
        clearInterval(timer);
        timer = undefined;
        return;
      }
      timer ??= setInterval(() => {
        look().catch((error: unknown) => {
          log.error({ err: error }, 'looking at the certificate failed: this is a bug');
        });
      }, EVERY_MS).unref();
    },
  };
}

function said(problems: readonly Problem[]): string {
  const why = problems.find(isError)?.message ?? '';
  return `the renewed certificate of the listener is not in force: ${why}`;
}
