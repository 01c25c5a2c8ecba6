import { expect, it, onTestFinished } from 'vitest';
import { startMit, whyNot } from './index.ts';

const why = whyNot('mit', 'faketime');
const title = 'has a KDC whose clock is off by %s';

it.skipIf(why !== null).each([
  ['+1h', 3600],
  ['-1h', -3600],
])(why === null ? title : `${title} (${why})`, async (clockOffset, seconds) => {
  const realm = await startMit({ clockOffset });
  onTestFinished(() => realm.stop());
  const { principal, password } = realm.account('proxy');
  const login = await realm.oracle.login(principal, { password });
  // MIT's client corrects itself by what the KDC says.
  if (!login.ok) throw new Error(login.said);
  const issued = Number(/ISSUE: authtime (\d+)/.exec(realm.log())?.[1]);
  expect(Math.abs(issued - Date.now() / 1000 - seconds)).toBeLessThan(300);
});
