import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { startMit, whyNot } from './index.ts';

const why = whyNot('mit');

test('a realm comes up on every Node that hosts the gateway', { skip: why ?? false }, async (t) => {
  const realm = await startMit();
  t.after(() => realm.stop());
  const { principal, keytab, password } = realm.account('proxy');
  assert.equal((await realm.oracle.login(principal, { password })).ok, true);
  const login = await realm.oracle.login(principal, { keytab });
  assert.ok(login.ok);
  const spn = realm.account('mail').spn;
  const answer = await realm.oracle.delegate({ cache: login.cache, user: 'alice', spn });
  assert.ok(answer.ok);
  assert.deepEqual(
    answer.tickets.map(({ client, service }) => [client, service]),
    [['alice@EX.TEST', 'HTTP/mail.ex.test@EX.TEST']],
  );
  await realm.stop();
  assert.deepEqual(
    realm.pids().filter((pid) => existsSync(`/proc/${pid}`)),
    [],
  );
});
