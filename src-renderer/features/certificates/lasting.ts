import type { Certificate, Certificates, Lasting } from '../../../src-shared/certificates.ts';
import { text } from '../../text/text.ts';
import { formatCount } from '../../ui/format/number.ts';
import type { Standing } from '../../ui/standing-badge.tsx';

const words = text.certificates;

const bad: Standing = { tone: 'blocked', icon: 'cross', label: words.lasting.bad };
const warns: Standing = { tone: 'warn', icon: 'warning', label: words.lasting.warns };
const fine: Standing = { tone: 'fine', icon: 'check', label: words.lasting.fine };

/** Its dates are fine, and nobody vouches for it. */
export const unproven: Standing = {
  ...{ tone: 'neutral', icon: 'question', label: words.lasting.unproven },
};

export const lastingLooks: Readonly<Record<Lasting, Standing>> = {
  ...{ expired: bad, early: bad, soon: warns, month: warns, fine },
};

export function daysText({ lasting, daysLeft }: Pick<Certificate, 'lasting' | 'daysLeft'>): string {
  if (lasting === 'early') return words.days.early;
  if (lasting === 'expired') {
    const over = Math.max(1, -daysLeft);
    return words.days.over(formatCount(over), over === 1);
  }
  if (daysLeft === 0) return words.days.today;
  return words.days.left(formatCount(daysLeft), daysLeft === 1);
}

/** Every certificate that this gateway relies on. */
export function allOf({ listener, clients, exchange }: Certificates): readonly Certificate[] {
  const files = [...(clients.mode === 'off' ? [] : clients.files), ...exchange.files];
  return [...listener.chain, ...files.flatMap((file) => file.certificates)];
}

/** What lasts least comes first. */
export function soonestOf(all: Certificates): readonly Certificate[] {
  return [...allOf(all)].sort((one, other) => one.daysLeft - other.daysLeft);
}

export function soonestFirst<Each extends { readonly certificates: readonly Certificate[] }>(
  files: readonly Each[],
): readonly Each[] {
  const least = ({ certificates }: Each): number =>
    Math.min(...certificates.map(({ daysLeft }) => daysLeft), Infinity);
  return [...files].sort((one, other) => least(one) - least(other));
}
