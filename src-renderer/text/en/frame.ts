import { actionTitles } from '../../../src-shared/action-texts.ts';

/** The frame around every page: title bar, rail, banners, pending changes, menu. */
export const frame = {
  navigation: 'Pages',
  skipToPage: 'Skip to the page',
  connection: 'This machine',
  pages: {
    overview: actionTitles.overview,
    blocked: actionTitles.blocked,
    log: actionTitles.log,
    settings: actionTitles.settings,
    devices: 'Devices',
    policies: 'Policies',
    certificates: 'Certificates',
    diagnostics: 'Diagnostics',
  },
  blockedNow: (count: string) => `${count} blocked now`,
  theme: { label: 'Theme', light: 'Light', dark: 'Dark', system: 'As the system' },
  demonstration: 'Demonstration: sample Exchange, ENS and UEM. No real mail is involved.',
  endDemonstration: 'End the demonstration',
  developmentRuntime: 'Development run-time: not for production. It listens on this machine only.',
  ignoresTls:
    'Certificates of Exchange are not checked (ignoreSslErrorsWithExch). Anyone on the way can read mail.',
  trustInstead: 'Trust this certificate instead',
  keepsRunning: 'The gateway keeps running while this window is closed. Quit ends it.',
  lostTouch: 'This window has lost touch with the gateway process.',
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
  copyDetails: 'Copy details',
  exportAs: 'Export',
  exportCsv: 'Export as CSV',
  exportJson: 'Export as JSON',
  resume: 'Resume',
  test: 'Test',
  testAgain: 'Test again',
  rollBack: 'Roll back',
  openLog: 'Show in the log',
  openSettings: 'Open settings',
  openHome: 'Open the home folder',
  clearFilter: 'Clear the filter',
  selectAll: 'Select all',
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
  nothingInterrupted: 'Nothing is interrupted: open requests finish on the old settings.',
  invalid: (count: number) =>
    count === 1 ? '1 value is not valid yet' : `${String(count)} values are not valid yet`,
  leave: 'Leave without saving? The changes are kept until the window is closed.',
  leaveStay: 'Stay',
  leaveGo: 'Leave',
  changedOutside: 'The file was changed outside this window. Your draft is kept.',
  changedOutsideTake: 'Take the file',
} as const;

export const failure = {
  title: (what: string) => `${what} did not work`,
  portInUse: (port: string) => `Port ${port} is taken by another process.`,
  portOffer: (port: string) => `Use port ${port} instead`,
  putBackVersion: (version: string) => `Put back version ${version}`,
  showSetting: 'Show this setting',
  brokenSettings: 'The gateway cannot start: the settings have errors.',
  place: (file: string, line: string) => `${file}, line ${line}`,
  timedOut: (what: string, duration: string) => `${what} has taken more than ${duration}.`,
} as const;

/** Shown while the page is being fetched for the first time. */
export const waiting = {
  page: 'Loading the page',
  gateway: 'Waiting for the gateway',
} as const;
