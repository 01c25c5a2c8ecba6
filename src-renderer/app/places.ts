/** The pages of the window: the one list for the rail and the routes. Each is an action, too, under the same id. */
import type { PageActionId } from '../../src-shared/actions.ts';
import { isPolicyKey } from '../../src-shared/settings/policy-keys.ts';
import type { IconName } from '../ui/icons/paths.ts';

export const places = [
  { id: 'overview', path: '/', icon: 'home' },
  { id: 'blocked', path: '/blocked', icon: 'block' },
  { id: 'log', path: '/log', icon: 'list' },
  { id: 'devices', path: '/devices', icon: 'device' },
  { id: 'policies', path: '/policies', icon: 'shield' },
  { id: 'settings', path: '/settings', icon: 'sliders' },
  { id: 'certificates', path: '/certificates', icon: 'certificate' },
  { id: 'diagnostics', path: '/diagnostics', icon: 'stethoscope' },
] as const satisfies readonly { id: PageActionId; path: string; icon: IconName }[];

export type PlaceId = (typeof places)[number]['id'];

export const pathOf = Object.fromEntries(places.map(({ id, path }) => [id, path])) as Readonly<
  Record<PlaceId, string>
>;

/** Pages that are no place of every day: not in the rail. */
export const welcomePath = '/welcome';
export const setUpPath = '/set-up';

/** The certificates, and what this server shows. */
export function serverPath(hostAndPort: string): string {
  return `${pathOf.certificates}?${new URLSearchParams({ server: hostAndPort }).toString()}`;
}

/** The page with the row of one of the settings, at that row. */
export function settingPath(key: string): string {
  const page = isPolicyKey(key) ? pathOf.policies : pathOf.settings;
  return `${page}?${new URLSearchParams({ at: key }).toString()}`;
}

/** The devices, at the story of a mailbox's notifications. */
export function notificationsPath(mailbox: string): string {
  return `${pathOf.devices}?${new URLSearchParams({ mailbox }).toString()}`;
}

/** The devices, at what administrators did. */
export const adminActionsPath = `${pathOf.devices}?actions`;
