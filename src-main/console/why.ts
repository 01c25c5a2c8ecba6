/** Why somebody passes or does not: decided now, or found in the journal. */
import type { Params } from '../../src-shared/contract/calls.ts';
import type { Explanation } from '../../src-shared/decision.ts';
import { problem, SallyportError } from '../../src-shared/errors.ts';
import type { JournalEvent } from '../../src-shared/events.ts';
import { happened } from '../../src-shared/event-texts.ts';
import { explainNow } from '../engine/questions.ts';
import { openReader } from '../journal/reader.ts';
import { valueOf, type UseCase } from './options.ts';
import { decidingWith } from './policies.ts';
import { savedView } from './view.ts';

type Question = Params<'why'>;

export async function why(use: UseCase, question: Question): Promise<Explanation> {
  if (question.user === undefined && question.device === undefined) {
    throw new SallyportError([problem('USAGE', 'name a user or a device')]);
  }
  return question.at === undefined
    ? decidedNow(use, question)
    : decidedThen(use, question, new Date(question.at));
}

async function decidedNow(use: UseCase, question: Question): Promise<Explanation> {
  const { user, device, request, changes } = question;
  const deciding = changes === undefined ? undefined : await decidingWith(use, changes);
  const whom = { user, device, request, deciding };
  if (use.running !== null) return valueOf(await use.running.engine.explain(whom));
  return explainNow(await savedView(use), whom, use.now());
}

function decidedThen(use: UseCase, { user, device }: Question, at: Date): Explanation {
  const reader = openReader(use.paths.journal);
  try {
    const event = reader === null ? null : valueOf(reader.nearest({ user, device, at }));
    if (event !== null) return explanationOf(event, use.now());
  } finally {
    reader?.close();
  }
  const who = [user, device].filter((each) => each !== undefined).join(' with ');
  const message = `the journal has no decision about ${who} at or before ${at.toISOString()}`;
  throw new SallyportError([problem('USAGE', message, { remedy: 'Ask for a later time.' })]);
}

function explanationOf(event: JournalEvent, now: Date): Explanation {
  const { verdict, reason } = event;
  return {
    verdict,
    reason,
    text: `${happened(event)} (request ${event.requestId}, ${event.at})`,
    decidedBy: 'journal',
    trace: [
      {
        step: 'journal',
        outcome: verdict === 'allowed' ? 'allow' : 'block',
        data: { ...event },
        ageSeconds: Math.max(0, Math.round((now.getTime() - Date.parse(event.at)) / 1000)),
      },
    ],
  };
}
