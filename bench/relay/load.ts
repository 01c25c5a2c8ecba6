/** The load: a process of its own, of which nothing is counted. `node load.cjs JOB`; its one line is the result. */
import { readFileSync } from 'node:fs';
import { bulk } from './load-bulk.ts';
import { closed } from './load-closed.ts';
import { hanging } from './load-hanging.ts';
import { paced } from './load-paced.ts';
import { jobSchema, type Job, type ResultOf } from './load-jobs.ts';
import type { Target } from './connection.ts';

function perform(job: Job): Promise<ResultOf[Job['kind']]> {
  const authority = job.authority === null ? null : readFileSync(job.authority, 'utf8');
  const target: Target = { port: job.port, authority };
  switch (job.kind) {
    case 'closed':
      return closed(job, target);
    case 'paced':
      return paced(job, target);
    case 'bulk':
      return bulk(job, target);
    case 'hanging':
      return hanging(job, target);
  }
}

const job = jobSchema.parse(JSON.parse(process.argv[2] ?? 'null'));
void perform(job).then((result) => {
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
});
