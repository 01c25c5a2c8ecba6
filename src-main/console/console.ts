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
import { adminActions, noteAction } from './admin-actions.ts';
import { blocked } from './blocked.ts';
import { certificates, renewCertificates } from './certificates.ts';
import { device, devices, standings } from './devices.ts';
import { checksOf, kerberosTest, runCheckOf } from './doctor.ts';
import { findHeader } from './find-header.ts';
import { confirmHeld, held } from './held.ts';
import { restart, stop } from './lifecycle-calls.ts';
import type { ConsoleOptions, UseCase } from './options.ts';
import { override, unset } from './overrides.ts';
import { impact } from './policies.ts';
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
  return noting(use, {
    status: () => status(use),
    restart: () => restart(use),
    stop: () => stop(use),
    check: () => check(use),
    set: checked('set', (params) => set(use, params)),
    history: () => history(use),
    rollback: checked('rollback', (params) => rollback(use, params)),
    blocked: checked('blocked', (params) => blocked(use, params)),
    impact: checked('impact', (params) => impact(use, params)),
    why: checked('why', (params) => why(use, params)),
    override: checked('override', (params) => override(use, params)),
    unset: checked('unset', (params) => unset(use, params)),
    held: () => held(use),
    confirmHeld: checked('confirmHeld', (params) => confirmHeld(use, params)),
    devices: checked('devices', (params) => devices(use, params)),
    device: checked('device', (params) => device(use, params)),
    adminActions: checked('adminActions', (params) => adminActions(use, params)),
    standings: checked('standings', (params) => standings(use, params)),
    redirects: () => redirects(use),
    clearRedirects: () => clearRedirects(use),
    findHeader: checked('findHeader', (question) => findHeader(use, question)),
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
  });
}

/** What changed something is noted, with who did it. */
function noting(use: UseCase, console: Console): Console {
  const noted = <Name extends CallName>(name: Name) => {
    const call = console[name] as (params: Params<Name>) => Promise<Answer<Name>>;
    return async (params: Params<Name>): Promise<Answer<Name>> => {
      const answer = await call(params);
      await noteAction(use, name, params, answer);
      return answer;
    };
  };
  const names = Object.keys(console) as CallName[];
  // The compiler cannot see that each name comes with the call of its own.
  return Object.fromEntries(names.map((name) => [name, noted(name)])) as unknown as Console;
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
