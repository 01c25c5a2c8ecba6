import { toneColor } from './color.ts';
import { font, radius, size } from './tokens.ts';

/** Tags stand in lists of thousands: they are plain elements under one global rule. */
export const tagClass = 'tag';

const tones = Object.fromEntries(
  Object.entries(toneColor).map(([tone, { text, soft }]) => [
    `&[data-tone="${tone}"]`,
    { color: text, background: soft },
  ]),
);

export const tagStyles = {
  [`.${tagClass}`]: {
    display: 'inline-block',
    maxWidth: '100%',
    height: size.tag,
    padding: '0 8px',
    borderRadius: radius.tag,
    // Also beside an id in the mono face.
    fontFamily: font.body,
    fontSize: 11,
    fontWeight: 600,
    lineHeight: `${String(size.tag)}px`,
    letterSpacing: '0.005em',
    whiteSpace: 'nowrap',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    verticalAlign: 'middle',
    ...tones,
  },
} as const;
