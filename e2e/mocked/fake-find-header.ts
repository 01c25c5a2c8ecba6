/** The search for the device header: what ENS of this world sends, and a trial of it. */
import type {
  HeaderQuestion,
  HeaderSearch,
  HeaderTrial,
} from '../../src-shared/contract/find-header.ts';
import { ago } from './sample-gateway.ts';

const syntax = { form: 'semicolon', key: 'id' } as const;
const found: HeaderSearch['found'] = [
  {
    ...{ name: 'X-Mobile-Device-List', syntax, requests: 418, understood: 418 },
    ...{ ids: 731, known: 724, ofUser: 724, kinds: ['eas'], example: 'AP…7Q' },
  },
  {
    ...{
      name: 'X-Console-Id',
      syntax: { form: 'comma', key: null },
      requests: 418,
      understood: 418,
    },
    ...{ ids: 418, known: 3, ofUser: 0, kinds: ['uem'], example: '…' },
  },
];
const trial: HeaderTrial = {
  ...{ name: 'X-Mobile-Device-List', syntax, requests: 64, without: 1, understood: 62 },
  refused: [{ text: 'The device header is malformed.', count: 1 }],
  ...{ allowed: 59, blocked: 3, otherwise: 2 },
  reasons: [
    { reason: 'COMPLIANT', count: 59 },
    { reason: 'ALL_DEVICES_BLOCKED', count: 2 },
    { reason: 'DEVICE_WIPED', count: 1 },
  ],
};
const off: HeaderSearch = { state: 'off', endsAt: null, requests: 0, found: [], trial: null };

export function headerAnswers() {
  let state = off;
  const inTenMinutes = (): string => ago(-9 * 60);
  return {
    findHeader: (question: HeaderQuestion): HeaderSearch => {
      switch (question.ask) {
        case 'state':
          break;
        case 'search':
          state = { ...off, state: 'searching', endsAt: inTenMinutes(), requests: 418, found };
          break;
        case 'try':
          state = { ...state, state: 'trying', endsAt: inTenMinutes(), requests: 64, trial };
          break;
        case 'stop':
          state = off;
      }
      return state;
    },
  };
}
