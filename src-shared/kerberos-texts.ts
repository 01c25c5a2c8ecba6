/** What the steps of the Kerberos client are called, and its failures as the journal keeps them. */
import { kerberosRemedies, type KerberosFailure, type KerberosStep } from './kerberos.ts';

export const kerberosStepTexts = {
  secret: 'Secret of the service account',
  'find-kdc': 'Domain controllers',
  'log-on': 'Service account logs on',
  impersonate: 'Ticket in the name of the user',
  delegate: 'Ticket of the user for Exchange',
  token: 'Token for Exchange',
  answer: 'Answer of Exchange',
} as const satisfies Readonly<Record<KerberosStep, string>>;

/** For the remark of an event: code and step as they are, so that a log can be searched for them. */
export function kerberosRemark({ code, step, kdc, text }: KerberosFailure): string {
  return `${code} at step ${step}${kdc === null ? '' : ` (${kdc})`}: ${text}`;
}

/** Further remarks may stand before it and behind it. */
const written = /(?:^|; )([A-Z0-9_]+) at step ([a-z-]+)(?: \(([^)]*)\))?: (.+)$/s;

/** A remark as a person reads it: the step by its name, and what to do. What is no failure of Kerberos stays as it is. */
export function remarkInWords(remark: string): string {
  const found = written.exec(remark);
  const [, code = '', step = '', kdc, text = ''] = found ?? [];
  if (found === null || !isCode(code) || !isStep(step)) return remark;
  const before = found.index === 0 ? '' : `${remark.slice(0, found.index)}; `;
  const where = kdc === undefined ? '' : `, at ${kdc}`;
  return `${before}It failed at the step “${kerberosStepTexts[step]}”${where}: ${sentence(text)} (${code}) ${kerberosRemedies[code]}`;
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

const isCode = (code: string): code is keyof typeof kerberosRemedies =>
  Object.hasOwn(kerberosRemedies, code);
const isStep = (step: string): step is KerberosStep => Object.hasOwn(kerberosStepTexts, step);
