/** The pages of the window: the one list for the rail, the routes, the palette and the shortcuts. */
import type { IconName } from '../ui/icons/paths.ts';

export const places = [
  { id: 'overview', path: '/', icon: 'home', key: '1' },
  { id: 'blocked', path: '/blocked', icon: 'block', key: '2' },
  { id: 'log', path: '/log', icon: 'list', key: '3' },
  { id: 'settings', path: '/settings', icon: 'sliders', key: '4' },
] as const satisfies readonly { id: string; path: string; icon: IconName; key: string }[];

export type PlaceId = (typeof places)[number]['id'];

export const pathOf = Object.fromEntries(places.map(({ id, path }) => [id, path])) as Readonly<
  Record<PlaceId, string>
>;
