/**
 * The use cases behind the contract. The same code answers in the process of a running gateway and,
 * when none runs, over the files.
 */
import {
  calls,
  type Answer,
  type CallName,
  type Console,
  type Params,
} from '../../src-shared/contract/calls.ts';
import { SallyportError } from '../../src-shared/errors.ts';
import { shapeProblems } from '../channel/frames.ts';
import { serialQueue } from '../supervisor/queue.ts';
import { blocked } from './blocked.ts';
import { certificates, renewCertificates } from './certificates.ts';
import { checksOf, kerberosTest, runCheckOf } from './doctor.ts';
import { restart, stop } from './lifecycle-calls.ts';
import type { ConsoleOptions, UseCase } from './options.ts';
import { override, unset } from './overrides.ts';
import { clearRedirects, redirects } from './redirects.ts';
import { removeSecret, secrets, setSecret } from './secrets.ts';
import { check, history, rollback, set } from './settings-calls.ts';
import { status } from './status.ts';
import { probeServer, trustCertificate, untrustCertificate } from './trust.ts';
import { syncNow } from './uem.ts';
import { why } from './why.ts';

/**
 * Every call rejects with a `SallyportError` where the answer is no. What is asked is held against the contract here,
 * too: without a gateway no carrier does it.
 */
export function createConsole(options: ConsoleOptions): Console {
  const use: UseCase = {
    ...options,
    files: options.running?.files ?? options.files ?? serialQueue(),
  };
  return {
    status: () => status(use),
    restart: () => restart(use),
    stop: () => stop(use),
    check: () => check(use),
    set: checked('set', (params) => set(use, params)),
    history: () => history(use),
    rollback: checked('rollback', (params) => rollback(use, params)),
    blocked: checked('blocked', (params) => blocked(use, params)),
    why: checked('why', (params) => why(use, params)),
    override: checked('override', (params) => override(use, params)),
    unset: checked('unset', (params) => unset(use, params)),
    redirects: () => redirects(use),
    clearRedirects: () => clearRedirects(use),
    secrets: () => secrets(use),
    setSecret: checked('setSecret', (params) => setSecret(use, params)),
    removeSecret: checked('removeSecret', (params) => removeSecret(use, params)),
    certificates: () => certificates(use),
    renewCertificates: () => renewCertificates(use),
    probeServer: checked('probeServer', (params) => probeServer(use, params)),
    trustCertificate: checked('trustCertificate', (params) => trustCertificate(use, params)),
    untrustCertificate: checked('untrustCertificate', (params) => untrustCertificate(use, params)),
    checks: () => checksOf(),
    runCheck: checked('runCheck', (params) => runCheckOf(use, params)),
    syncNow: () => syncNow(use),
    kerberosTest: checked('kerberosTest', (params) => kerberosTest(use, params)),
  };
}

function checked<Name extends CallName>(
  name: Name,
  call: (params: Params<Name>) => Promise<Answer<Name>>,
): (params: Params<Name>) => Promise<Answer<Name>> {
  return async (params) => {
    const parsed = calls[name].params.safeParse(params);
    if (!parsed.success) throw new SallyportError(shapeProblems('USAGE', name, parsed.error));
    // The compiler cannot see that the schema and the call of one name belong together.
    return call(parsed.data as Params<Name>);
  };
}
