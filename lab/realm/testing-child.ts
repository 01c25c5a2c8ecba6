// A process for death.test.ts: it starts servers, says which, and waits to be killed.
import { startGssapiApache, startMit } from './index.ts';

const realm = await startMit();
const apache = await startGssapiApache({ realm });
const pids = [...realm.pids(), apache.pid];
process.stdout.write(`${JSON.stringify(pids)}\n`);
setInterval(() => undefined, 60_000);
