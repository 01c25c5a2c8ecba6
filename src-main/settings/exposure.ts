/** Combinations of settings that open what should be closed. */
import { problem, warning, type Problem } from '../../src-shared/errors.ts';
import { isLoopback } from './loop.ts';
import type { MemReading } from './mem/read.ts';

export function exposureProblems(mem: MemReading, file: string): readonly Problem[] {
  return [
    ...plainProblems(mem, file),
    ...uncheckedProblems(mem, file),
    ...redirectProblems(mem, file),
    ...ensProblems(mem, file),
  ];
}

/** Plain HTTP listens on loopback only, unless the balancers that may connect are named (interface). */
function plainProblems(mem: MemReading, file: string): readonly Problem[] {
  const host = mem.valueOf('listener.host');
  const balancers = mem.valueOf('listener.balancers');
  if (mem.valueOf('listener.tls') !== null || host === undefined || balancers === undefined)
    return [];
  if (isLoopback(host) || host.toLowerCase() === 'localhost') return [];
  if (balancers.length === 0) {
    const where = { file, line: mem.lineOf('listener.host'), key: 'listener.host' };
    const message = `listener.host ${host} can be reached from other machines, but the gateway listens in plain HTTP.`;
    return [problem('PLAIN_EXPOSED', message, where)];
  }
  if (!balancers.some((network) => network.endsWith('/0'))) return [];
  const where = { file, line: mem.lineOf('listener.balancers'), key: 'listener.balancers' };
  const message = 'listener.balancers lets everybody connect in plain HTTP.';
  const remedy = 'Name the networks of the load balancers only.';
  return [warning('PLAIN_EXPOSED', message, { ...where, remedy })];
}

function uncheckedProblems(mem: MemReading, file: string): readonly Problem[] {
  const key = 'emailServer.ignoreSslErrorsWithExch';
  if (mem.valueOf(key) !== true) return [];
  const message = 'The certificate of Exchange is not checked: passwords can be read on the way.';
  return [warning('TLS_UNCHECKED', message, { file, line: mem.lineOf(key), key })];
}

/** Credentials would go on in plain, so the gateway never follows there from a server that speaks TLS. */
function redirectProblems(mem: MemReading, file: string): readonly Problem[] {
  const key = 'emailServer.redirectHosts';
  const plain = (mem.valueOf(key) ?? []).some((each) => /^http:/i.test(each));
  if (!plain || !/^https:/i.test(mem.valueOf('emailServer.hostAndPort') ?? '')) return [];
  const message = `${key} names a server in plain HTTP: a redirect there is refused.`;
  const remedy = 'Write https:// where the server speaks TLS, or leave it out.';
  return [warning('SCHEMA', message, { file, line: mem.lineOf(key), key, remedy })];
}

function ensProblems(mem: MemReading, file: string): readonly Problem[] {
  return [
    ...nobodyProblems(mem, file),
    ...headerProblems(mem, file),
    ...certificateProblems(mem, file),
  ];
}

function headerProblems(mem: MemReading, file: string): readonly Problem[] {
  const key = 'compliance.ens.verdictHeader';
  const device = mem.valueOf('compliance.ens.deviceHeader')?.toLowerCase();
  if (device === undefined || mem.valueOf(key)?.toLowerCase() !== device) return [];
  const message = `${key} and compliance.ens.deviceHeader have the same name.`;
  const remedy = 'Give each a name of its own.';
  return [problem('SCHEMA', message, { file, line: mem.lineOf(key), key, remedy })];
}

function nobodyProblems(mem: MemReading, file: string): readonly Problem[] {
  const key = 'compliance.ens.onlyEnsMayUseEws';
  if (mem.valueOf(key) !== true || mem.valueOf('compliance.ens.sources')?.length !== 0) return [];
  const message = `${key} is true, but compliance.ens.sources is empty: nobody can use EWS.`;
  const remedy = 'Name the addresses of ENS in compliance.ens.sources.';
  return [warning('SCHEMA', message, { file, line: mem.lineOf(key), key, remedy })];
}

/** Nobody would ever show one, and ENS would be nobody. */
function certificateProblems(mem: MemReading, file: string): readonly Problem[] {
  const key = 'compliance.ens.certificates';
  const named = mem.valueOf(key) ?? [];
  if (named.length === 0 || mem.valueOf('clientCertificates.mode') !== 'off') return [];
  const message = `${key} names certificates, but no client is asked for one.`;
  const remedy = 'Set clientCertificates.mode to optional, or empty the list.';
  return [problem('SCHEMA', message, { file, line: mem.lineOf(key), key, remedy })];
}
