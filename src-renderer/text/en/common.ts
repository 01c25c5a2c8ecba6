/** Words that belong to no page. */
export const common = {
  product: 'Sallyport',
  none: '–',
  noData: 'No data',
  cancel: 'Cancel',
  copied: 'Copied',
  copyFailed: 'Not copied: the clipboard is not available.',
  clear: 'Clear',
  dismiss: 'Dismiss',
  yes: 'Yes',
  no: 'No',
  ago: (duration: string) => `${duration} ago`,
  justNow: 'just now',
  tones: { info: 'Note', warn: 'Warning', error: 'Error' },
} as const;

export const units = {
  perSecond: '/s',
  perMinute: '/min',
  milliseconds: 'ms',
  seconds: 's',
  minutes: 'min',
  hours: 'h',
  days: 'd',
  bytes: ['B', 'KB', 'MB', 'GB', 'TB'],
  percent: '%',
} as const;

/** Names of keys as they stand on a keyboard. */
export const keys = {
  mod: { mac: '⌘', other: 'Ctrl' },
  shift: { mac: '⇧', other: 'Shift' },
  enter: 'Enter',
  escape: 'Esc',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pageUp: 'PgUp',
  pageDown: 'PgDn',
  home: 'Home',
  end: 'End',
} as const;
