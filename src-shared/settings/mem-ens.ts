/** The optional settings of `compliance.ens`: how its headers are written, and what a trusted source may do (ADR 31). */
import { z } from 'zod';
import {
  deviceHeaderForms,
  entryKey,
  ewsOperations,
  thumbprints,
  verdictHeaderForms,
  webhookHosts,
} from './ens-values.ts';
import { mem, onOff } from './mem-entry.ts';
import { patterns } from './policy-values.ts';

const decidesAnew =
  'Streams of clients that the new rule blocks are closed at once; everybody else notices nothing.';
const nothing = 'Nothing: it counts for the next request.';
const header = { required: false, written: false, interrupts: nothing } as const;
const rule = { required: false, written: false, interrupts: decidesAnew } as const;

export const ensSettings = {
  'compliance.ens.certificates': mem({
    ...rule,
    key: 'compliance.ens.certificates',
    type: { kind: 'thumbprints' },
    schema: thumbprints,
    initial: [],
    help:
      'Client certificates of ENS. An empty list: its address is enough. Otherwise only who connects from compliance.ens.sources with one of these certificates is ENS. ' +
      'It must pass like any client certificate (clientCertificates.mode), but stands for no user.',
  }),
  'compliance.ens.deviceHeaderSyntax': mem({
    ...header,
    key: 'compliance.ens.deviceHeaderSyntax',
    type: {
      kind: 'choice',
      choices: {
        comma: 'A, B',
        semicolon: 'A; B',
        pipe: 'A|B',
        space: 'A B',
        json: 'a JSON array, ["A","B"]',
      },
    },
    schema: z.enum(deviceHeaderForms),
    initial: 'comma',
    help: 'How the device header parts the ids of devices. Anything else is refused.',
  }),
  'compliance.ens.deviceHeaderKey': mem({
    ...header,
    key: 'compliance.ens.deviceHeaderKey',
    type: { kind: 'entryKey' },
    schema: entryKey,
    initial: null,
    help: 'The name of the id, where an entry of the device header is written as id=A, or as an object of JSON with such a member. null: an entry is the id itself.',
  }),
  'compliance.ens.verdictHeaderSyntax': mem({
    ...header,
    key: 'compliance.ens.verdictHeaderSyntax',
    type: {
      kind: 'choice',
      choices: {
        pairs: 'A=allowed, B=blocked',
        json: '[{"id":"A","verdict":"allowed"},{"id":"B","verdict":"blocked"}]',
        compliant: 'only the ids that pass, parted as in the device header',
      },
    },
    schema: z.enum(verdictHeaderForms),
    initial: 'pairs',
    help: 'How the verdict header says which of the named devices pass.',
  }),
  'compliance.ens.operations': mem({
    ...rule,
    key: 'compliance.ens.operations',
    type: { kind: 'ewsOperations' },
    schema: ewsOperations,
    initial: [],
    help: 'The only EWS operations that ENS may use, in their exact spelling. An empty list is no restriction.',
  }),
  'compliance.ens.userAgents': mem({
    ...rule,
    key: 'compliance.ens.userAgents',
    type: { kind: 'patterns' },
    schema: patterns,
    initial: [],
    help: 'The only User-Agents with which ENS may use EWS, in any case and with * for anything. An empty list is no restriction.',
  }),
  'compliance.ens.webhookHosts': mem({
    ...rule,
    key: 'compliance.ens.webhookHosts',
    type: { kind: 'webhookHosts' },
    schema: webhookHosts,
    initial: [],
    help: 'The only hosts to which ENS may have Exchange send notifications (push subscriptions); *.example.com stands for all hosts below it. An empty list is no restriction.',
  }),
  'compliance.ens.unsubscribePasses': onOff({
    ...rule,
    key: 'compliance.ens.unsubscribePasses',
    initial: true,
    help: 'Lets ENS end a subscription (Unsubscribe) also for a mailbox that is blocked, so that no notifications go on for it.',
  }),
};
