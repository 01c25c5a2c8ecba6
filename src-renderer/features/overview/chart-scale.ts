/** From values to places on a chart. */

/** A round number not far above `value`; at least 1. Half of it is round too. */
export function niceTop(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10].find((each) => each * power >= value) ?? 10;
  return step * power;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line through all points; no curve, which would show values that never were. */
export function linePath(points: readonly Point[]): string {
  return points
    .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join('');
}

export function areaPath(points: readonly Point[], bottom: number): string {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return '';
  return `${linePath(points)}L${last.x.toFixed(1)} ${String(bottom)}L${first.x.toFixed(1)} ${String(bottom)}Z`;
}

/** The index of the slot under `x`, or null outside. */
export function slotAt(x: number, width: number, count: number): number | null {
  if (count === 0 || width <= 0 || x < 0 || x > width) return null;
  return Math.min(Math.floor((x / width) * count), count - 1);
}
