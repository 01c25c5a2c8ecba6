/** The settings of `mem-configuration.json` for device management: where the devices come from instead of a file (ADR 30). */
import { z } from 'zod';
import { integer, mem } from './mem-entry.ts';
import {
  accountName,
  organizationGroup,
  proxyUrl,
  tokenUrl,
  uemSignIns,
  uemUrl,
} from './uem-values.ts';

const nothing = 'Nothing; the devices are fetched anew, and those that are known serve meanwhile.';
const optional = { required: false, written: false } as const;

export const uemSettings = {
  'uem.url': mem({
    ...optional,
    key: 'uem.url',
    type: { kind: 'webAddress' },
    schema: uemUrl,
    initial: null,
    help:
      'The host of the REST API of Workspace ONE UEM, as https://as123.awmdm.com: the devices and their state are fetched from there, and compliance.directoryFile ' +
      'is not looked at. null: the devices are in that file. A certificate that no public authority issued is trusted by config/trust.',
    interrupts: nothing,
  }),
  'uem.signIn': mem({
    ...optional,
    key: 'uem.signIn',
    type: {
      kind: 'choice',
      choices: {
        basic: 'an account of UEM with its password, and the tenant code',
        oauth: 'a client of the token service with its secret',
      },
    },
    schema: z.enum(uemSignIns),
    initial: 'basic',
    help:
      'How the gateway signs in to UEM. basic needs uem.user and the secrets uem.password and uem.tenantCode; oauth needs uem.tokenUrl, uem.clientId and the secret ' +
      'uem.clientSecret, and sends uem.tenantCode where it is set.',
    interrupts: nothing,
  }),
  'uem.user': mem({
    ...optional,
    key: 'uem.user',
    type: { kind: 'text' },
    schema: accountName,
    initial: null,
    help: 'The administrator of UEM (of type Basic) in whose name devices are read. Its role needs the right to use the API and to read devices, and no other.',
    interrupts: nothing,
  }),
  'uem.tokenUrl': mem({
    ...optional,
    key: 'uem.tokenUrl',
    type: { kind: 'webAddress' },
    schema: tokenUrl,
    initial: null,
    help: 'Where the token service gives tokens, as https://emea.uemauth.workspaceone.com/connect/token.',
    interrupts: nothing,
  }),
  'uem.clientId': mem({
    ...optional,
    key: 'uem.clientId',
    type: { kind: 'text' },
    schema: accountName,
    initial: null,
    help: 'The client of the token service. Its role needs the right to use the API and to read devices, and no other.',
    interrupts: nothing,
  }),
  'uem.organizationGroup': mem({
    ...optional,
    key: 'uem.organizationGroup',
    type: { kind: 'text' },
    schema: organizationGroup,
    initial: null,
    help: 'The number of the organization group whose devices are read, with those below it. null: the group of the account.',
    interrupts: nothing,
  }),
  'uem.proxy': mem({
    ...optional,
    key: 'uem.proxy',
    type: { kind: 'webAddress' },
    schema: proxyUrl,
    initial: null,
    help: 'The proxy through which UEM is reached, as http://proxy.example:3128. It sees the name of UEM and nothing of what is said. null: straight.',
    interrupts: nothing,
  }),
  'uem.proxyUser': mem({
    ...optional,
    key: 'uem.proxyUser',
    type: { kind: 'text' },
    schema: accountName,
    initial: null,
    help: 'The user at the proxy, where it asks for one; the password is the secret uem.proxyPassword.',
    interrupts: nothing,
  }),
  'uem.bulkHours': integer({
    key: 'uem.bulkHours',
    min: 1,
    max: 168,
    unit: 'hours',
    initial: 4,
    written: false,
    help: 'How often all devices are read. A device that somebody deletes in UEM is noticed by that alone; what changes, wipes included, is noticed by uem.deltaMinutes.',
    interrupts: nothing,
  }),
  'uem.deltaMinutes': integer({
    key: 'uem.deltaMinutes',
    min: 1,
    max: 1440,
    unit: 'minutes',
    initial: 10,
    written: false,
    help: 'How often it is asked which devices changed, left, or are to be wiped.',
    interrupts: nothing,
  }),
  'uem.maxAgeHours': integer({
    key: 'uem.maxAgeHours',
    min: 0,
    max: 8760,
    unit: 'hours',
    initial: 0,
    written: false,
    help:
      'How old what is known of the devices may get while UEM cannot be asked. Older than that, nothing can be checked, and in mode enforce everybody is blocked. ' +
      '0: however old it is, it serves, and its age is shown.',
    interrupts: nothing,
  }),
};
