/** The colours and sizes of the look. Everything that has a colour takes it from here. */

export interface Tokens {
  /** Ground of the page, of cards, and of what floats above them. */
  readonly page: string;
  readonly panel: string;
  readonly raised: string;
  /** Ground of what lies in a panel: neutral tags, code, the head of a table. */
  readonly sunken: string;
  readonly hover: string;
  /** Lines between and around panels, and the stronger edge of controls. */
  readonly line: string;
  readonly edge: string;
  readonly text: string;
  readonly muted: string;
  /** Decoration only: its contrast is too low for text. */
  readonly faint: string;
  readonly primary: string;
  readonly primaryHover: string;
  readonly primarySoft: string;
  readonly onPrimary: string;
  readonly blocked: string;
  readonly blockedSoft: string;
  readonly blockedHover: string;
  readonly onBlocked: string;
  readonly warn: string;
  readonly warnSoft: string;
  readonly fine: string;
  readonly fineSoft: string;
  readonly shadow: string;
  readonly scrim: string;
}

export const light: Tokens = {
  page: '#f6f7f9',
  panel: '#ffffff',
  raised: '#ffffff',
  sunken: '#f0f2f5',
  hover: '#f3f5f8',
  line: '#e3e6eb',
  edge: '#ced5dd',
  text: '#16202c',
  muted: '#5d6b7c',
  faint: '#8a96a5',
  primary: '#0b6e6e',
  primaryHover: '#095a5a',
  primarySoft: '#e2f2f1',
  onPrimary: '#ffffff',
  blocked: '#c22f3d',
  blockedSoft: '#fcebec',
  blockedHover: '#a52532',
  onBlocked: '#ffffff',
  warn: '#8f5d00',
  warnSoft: '#fff4dc',
  fine: '#1a7343',
  fineSoft: '#e5f5ec',
  shadow: '0 1px 2px rgb(16 24 32 / 6%), 0 12px 32px rgb(16 24 32 / 16%)',
  scrim: 'rgb(16 24 32 / 32%)',
};

export const dark: Tokens = {
  page: '#0f151c',
  panel: '#161e27',
  raised: '#1b2530',
  sunken: '#1f2934',
  hover: '#1b242e',
  line: '#26313d',
  edge: '#344250',
  text: '#e6ecf3',
  muted: '#9aa8b8',
  faint: '#6f7e8f',
  primary: '#4cc2bd',
  primaryHover: '#6ad2cd',
  primarySoft: '#12312f',
  onPrimary: '#06201f',
  blocked: '#ff7b86',
  blockedSoft: '#35191d',
  blockedHover: '#ff9aa2',
  onBlocked: '#2b0a0e',
  warn: '#f0b94d',
  warnSoft: '#33280f',
  fine: '#5cc98d',
  fineSoft: '#12301f',
  shadow: '0 1px 2px rgb(0 0 0 / 40%), 0 16px 40px rgb(0 0 0 / 50%)',
  scrim: 'rgb(4 8 12 / 50%)',
};

export const size = {
  header: 56,
  rail: 208,
  railNarrow: 56,
  /** Below this width of the window the rail shows icons only. */
  railCollapses: 1100,
  /** Below this one what stood side by side stands one below the other: a zoom of 200 % in a small window. */
  narrowest: 860,
  /** From this one on a table beside a drawer has room for all of its columns. */
  roomy: 1720,
  /** What is read and set line by line: a control stands near its words. */
  column: 1024,
  pageX: 24,
  pageY: 20,
  gap: 12,
  /** What sticks to the top of a page that scrolls: its distance, and its height of one line. */
  stuckTop: 8,
  stuck: 52,
  control: 34,
  controlSmall: 28,
  row: 36,
  tableHead: 34,
  tableEnd: 40,
  tag: 20,
  drawer: 384,
} as const;

export const radius = { card: 12, control: 8, tag: 6, pill: 999 } as const;

export const font = {
  body: "'Inter Variable', system-ui, sans-serif",
  mono: "'JetBrains Mono Variable', ui-monospace, monospace",
} as const;

export const motion = {
  quick: '120ms',
  calm: '160ms',
  ease: 'cubic-bezier(0.2, 0, 0, 1)',
} as const;
