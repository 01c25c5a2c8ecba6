import { expect, test } from 'vitest';
import { deviceSchema } from './devices.ts';

const device = {
  deviceId: 'A1',
  user: 'a@b.test',
  managed: true,
  compromised: false,
  encrypted: null,
  enrollment: 'enrolled',
};
const said = (changes: object): string[] => {
  const checked = deviceSchema.safeParse({ ...device, ...changes });
  return (checked.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
};

test.each([
  [{ managed: undefined }, 'managed: is missing'],
  [{ managed: 'yes' }, 'managed: must be true or false'],
  [{ deviceId: 7 }, 'deviceId: must be a text in quotes'],
  [{ deviceId: ' ' }, 'deviceId: is empty'],
  [{ deviceId: 'x'.repeat(300) }, 'deviceId: must have at most 256 characters'],
  [
    { enrollment: 'gone' },
    'enrollment: is "gone"; allowed: "enrolled", "unenrolled", "wipePending", "wiped", "removed"',
  ],
  [{ lastSeen: 'today' }, 'lastSeen: must be a time as in "2026-03-01T10:00:00Z"'],
  [{ user: undefined, users: [] }, 'users: must have at least 1 entry'],
  [{ users: ['a'] }, ': name the owner in exactly one of "user" and "users"'],
])('%j', (changes, expected) => expect(said(changes)).toEqual([expected]));

test('what is shown of a value is short and harmless', () => {
  const [message = ''] = said({ enrollment: `\u001b${'x'.repeat(200)}` });
  expect(message).not.toContain('\u001b');
  expect(message.length).toBeLessThan(160);
});
