/** Which checks stand together. */
import type { Answer } from '../../../src-shared/contract/calls.ts';
import type { CheckId } from '../../../src-shared/doctor.ts';

export const checkGroups = ['gateway', 'exchange', 'kerberos'] as const;
export type CheckGroup = (typeof checkGroups)[number];

const groupOf: Readonly<Record<CheckId, CheckGroup>> = {
  settings: 'gateway',
  listener: 'gateway',
  certificate: 'gateway',
  disk: 'gateway',
  'exchange.eas': 'exchange',
  'exchange.ews': 'exchange',
  'challenges.eas': 'exchange',
  'challenges.ews': 'exchange',
  methods: 'exchange',
  'eas.options': 'exchange',
  uem: 'gateway',
  'kerberos.controllers': 'kerberos',
  'kerberos.ticket': 'kerberos',
};

export const checksIn = (list: Answer<'checks'>, group: CheckGroup): Answer<'checks'> =>
  list.filter(({ id }) => groupOf[id] === group);
