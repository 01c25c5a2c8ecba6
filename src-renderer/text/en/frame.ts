import { actionTitles } from '../../../src-shared/action-texts.ts';

/** The frame around every page: title bar, rail, banners, pending changes, menu. */
export const frame = {
  navigation: 'Pages',
  skipToPage: 'Skip to the page',
  pages: {
    overview: actionTitles.overview,
    blocked: actionTitles.blocked,
    log: actionTitles.log,
    devices: actionTitles.devices,
    policies: actionTitles.policies,
    settings: actionTitles.settings,
    certificates: actionTitles.certificates,
    diagnostics: actionTitles.diagnostics,
  },
  blockedNow: (count: string) => `${count} blocked now`,
  developmentRuntime: 'Development run-time: not for production. It listens on this machine only.',
  ignoresTls:
    'Certificates of Exchange are not checked (ignoreSslErrorsWithExch). Anyone on the way can read mail.',
} as const;

/** What buttons say: the titles of the one list of actions, and words of a single place. */
export const actions = {
  ...actionTitles,
  restarting: 'Restarting',
  showChanges: 'Show changes',
  hideChanges: 'Hide changes',
  allow: 'Allow',
  block: 'Block',
  undo: 'Undo',
  why: 'Why?',
  copy: 'Copy',
  exportAs: 'Export',
  exportCsv: 'Export as CSV',
  exportJson: 'Export as JSON',
  resume: 'Resume',
  test: 'Test',
  rollBack: 'Roll back',
  openLog: 'Show in the log',
  openSettings: 'Open settings',
  clearFilter: 'Clear the filter',
} as const;

export const pending = {
  label: 'Pending changes',
  unsaved: (count: number) =>
    count === 1 ? '1 change is not saved' : `${String(count)} changes are not saved`,
  waiting: (count: number) =>
    count === 1
      ? '1 saved change waits for a restart'
      : `${String(count)} saved changes wait for a restart`,
  draftTitle: 'Not saved',
  savedTitle: 'Saved, waiting for a restart',
  invalid: (count: number) =>
    count === 1 ? '1 value is not valid yet' : `${String(count)} values are not valid yet`,
} as const;

export const failure = {
  title: (what: string) => `${what} did not work`,
  portOffer: (port: string) => `Use port ${port} instead`,
  putBackVersion: (version: string) => `Put back version ${version}`,
  showSetting: 'Show this setting',
  enterSecret: 'Enter it',
} as const;

/** Shown while the page is being fetched for the first time. */
export const waiting = {
  page: 'Loading the page',
} as const;
