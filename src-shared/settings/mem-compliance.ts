/** The settings below `compliance`. Each must stand in the file: a missing one is never guessed. */
import { z } from 'zod';
import {
  coldStartChoices,
  complianceModes,
  easBlockAnswers,
  ewsBlockAnswers,
  unknownDeviceDefaults,
} from './in-force.ts';
import { ensSettings } from './mem-ens.ts';
import { mem, onOff } from './mem-entry.ts';
import { policySettings } from './mem-policies.ts';
import { cidrs, configPath, domains, headerName, userNames } from './mem-values.ts';

const decidesAnew =
  'Streams of clients that the new rule blocks are closed at once; everybody else notices nothing.';
const nothing = 'Nothing: it counts for the next request.';

export const complianceSettings = {
  'compliance.mode': mem({
    key: 'compliance.mode',
    type: {
      kind: 'choice',
      choices: {
        enforce: 'devices that fail are blocked',
        test: 'everything is checked and logged, no device is blocked',
        off: 'nothing is checked',
      },
    },
    schema: z.enum(complianceModes),
    initial: 'test',
    required: true,
    help: 'Whether devices that are not compliant are blocked, only reported, or not looked at.',
    interrupts: decidesAnew,
  }),
  'compliance.unknownDevices': mem({
    key: 'compliance.unknownDevices',
    type: {
      kind: 'choice',
      choices: { allow: 'they pass', block: 'they are blocked' },
    },
    schema: z.enum(unknownDeviceDefaults),
    initial: 'block',
    required: true,
    help: 'What happens to devices and users that the device directory does not know.',
    interrupts: decidesAnew,
  }),
  'compliance.coldStart': mem({
    key: 'compliance.coldStart',
    type: {
      kind: 'choice',
      choices: {
        test: 'everything is checked and logged, no device is blocked',
        block: 'everybody is blocked',
      },
    },
    schema: z.enum(coldStartChoices),
    initial: 'test',
    required: false,
    written: false,
    help: 'What compliance.mode=enforce does before the first list of devices was ever read. A list that was lost is another matter: then the gate stays shut.',
    interrupts: decidesAnew,
  }),
  'compliance.directoryFile': mem({
    key: 'compliance.directoryFile',
    type: { kind: 'path' },
    schema: configPath,
    initial: 'devices.json',
    required: true,
    help: 'The file with the devices and their state: JSON, or CSV where its name ends in .csv. It is read again by itself whenever it changes.',
    interrupts: decidesAnew,
  }),
  'compliance.requireDevice': onOff({
    key: 'compliance.requireDevice',
    initial: false,
    required: true,
    help:
      'Blocks EWS requests that name no device. When false, such a request passes if at least one of the ' +
      "user's devices is compliant.",
    interrupts: decidesAnew,
  }),
  'compliance.ewsBlockAnswer': mem({
    key: 'compliance.ewsBlockAnswer',
    type: {
      kind: 'choice',
      choices: {
        soapFault: 'HTTP status 500 with a SOAP fault, the only answer whose text clients show',
        forbidden: 'HTTP status 403, of which clients show no text',
      },
    },
    schema: z.enum(ewsBlockAnswers),
    initial: 'soapFault',
    required: true,
    help: 'What a blocked EWS client is told.',
    interrupts: nothing,
  }),
  'compliance.easBlockAnswer': mem({
    key: 'compliance.easBlockAnswer',
    type: {
      kind: 'choice',
      choices: { forbidden: 'HTTP status 403', wbxml129: 'ActiveSync status 129 (device blocked)' },
    },
    schema: z.enum(easBlockAnswers),
    initial: 'forbidden',
    required: true,
    help: 'What a blocked ActiveSync client is told.',
    interrupts: nothing,
  }),
  'compliance.serviceAccounts': mem({
    key: 'compliance.serviceAccounts',
    type: { kind: 'userNames' },
    schema: userNames,
    initial: [],
    required: true,
    help:
      'Accounts that act for other mailboxes (impersonation): their own devices are not asked for, ' +
      'the devices of the mailbox are.',
    interrupts: decidesAnew,
  }),
  'compliance.domains': mem({
    key: 'compliance.domains',
    type: { kind: 'domains' },
    schema: domains,
    initial: {},
    required: false,
    written: false,
    help: 'Which UPN suffix belongs to a NetBIOS domain, so that DOMAIN\\user and user@suffix are one person.',
    interrupts: decidesAnew,
  }),
  ...policySettings,
  'compliance.ens.sources': mem({
    key: 'compliance.ens.sources',
    type: { kind: 'cidrs' },
    schema: cidrs,
    initial: [],
    required: true,
    help:
      'Where Email Notification Service connects from. Only these addresses may name devices in a header; ' +
      'from anybody else the header is removed and recorded.',
    interrupts: decidesAnew,
  }),
  'compliance.ens.deviceHeader': mem({
    key: 'compliance.ens.deviceHeader',
    type: { kind: 'headerName' },
    schema: headerName,
    initial: null,
    required: true,
    help: "The request header in which ENS names a user's devices. null: off.",
    interrupts: nothing,
  }),
  'compliance.ens.verdictHeader': mem({
    key: 'compliance.ens.verdictHeader',
    type: { kind: 'headerName' },
    schema: headerName,
    initial: null,
    required: true,
    help: 'The response header that tells ENS which of the named devices pass. null: off.',
    interrupts: nothing,
  }),
  'compliance.ens.onlyEnsMayUseEws': onOff({
    key: 'compliance.ens.onlyEnsMayUseEws',
    initial: false,
    required: true,
    help: 'Refuses EWS from everybody who does not connect from compliance.ens.sources.',
    interrupts: decidesAnew,
  }),
  ...ensSettings,
};
