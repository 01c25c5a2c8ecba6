/** Numbers as people read them. The window is in English, so the forms are too. */
import { text } from '../../text/text.ts';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat('en', {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

/** `4,218` */
export function formatCount(value: number): string {
  return whole.format(value);
}

/** One digit after the point below ten, where it still says something: `3.4`, `182`. */
export function formatRate(value: number): string {
  const rounds = Math.abs(value) >= 9.95 || Number.isInteger(value);
  return rounds ? whole.format(value) : oneDigit.format(value);
}

/** `0.3 ms`, `84 ms`, `1.2 s` */
export function formatMilliseconds(value: number): string {
  if (value < 0.05 && value > 0) return `<0.1 ${text.units.milliseconds}`;
  if (value < 999.5) return `${formatRate(value)} ${text.units.milliseconds}`;
  return `${formatRate(value / 1000)} ${text.units.seconds}`;
}

/** `512 B`, `1.4 MB`: powers of 1000, as disks and networks count. */
export function formatBytes(value: number): string {
  let step = 0;
  let rest = value;
  while (rest >= 999.5 && step < text.units.bytes.length - 1) {
    rest /= 1000;
    step += 1;
  }
  return `${step === 0 ? whole.format(rest) : formatRate(rest)} ${text.units.bytes[step] ?? ''}`;
}

/** `0.4 %` of a share between 0 and 1. */
export function formatShare(value: number): string {
  return `${formatRate(value * 100)} ${text.units.percent}`;
}
