/** Questions to the journal that go to a thread: a window must not stall while SQLite counts. */
import type { CountedVerdict, Overview } from '../../src-shared/contract/window.ts';
import type { DeviceActivity, EnsStory } from '../../src-shared/ens-story.ts';
import { success, type Result } from '../../src-shared/errors.ts';
import type { LogFilter } from '../../src-shared/events.ts';
import type { DiscoveredPage } from './devices.ts';
import { emptyStory } from './ens-story.ts';
import { emptyOverview } from './overview.ts';
import { noActivity, nobody, openReader, type PageRequest, type Reader } from './reader.ts';
import type { StoredEvent } from './stored.ts';

/** What each question takes and gives. */
export interface Questions {
  page: {
    question: { readonly filter: LogFilter; readonly request: PageRequest };
    answer: readonly StoredEvent[];
  };
  /** `id` null: nothing but where the end is now. */
  after: {
    question: { readonly id: number | null; readonly filter: LogFilter; readonly limit: number };
    answer: { readonly events: readonly StoredEvent[]; readonly lastId: number };
  };
  overview: {
    question: {
      readonly minutes: number;
      readonly now: number;
      readonly verdict: CountedVerdict;
    };
    answer: Overview;
  };
  discovered: {
    question: { readonly after: string | null; readonly limit: number };
    answer: DiscoveredPage;
  };
  deviceActivity: { question: { readonly id: string }; answer: DeviceActivity };
  ensStory: { question: { readonly names: readonly string[] }; answer: EnsStory };
}
export type QuestionName = keyof Questions;

export interface Asked<Name extends QuestionName = QuestionName> {
  readonly id: number;
  readonly name: Name;
  readonly question: Questions[Name]['question'];
}

export interface Answered {
  readonly id: number;
  readonly result: Result<unknown>;
}

type Answers = {
  readonly [Name in QuestionName]: (
    reader: Reader,
    question: Questions[Name]['question'],
  ) => Result<Questions[Name]['answer']>;
};

const answers: Answers = {
  page: (reader, { filter, request }) => {
    const found = reader.page(filter, request);
    return found.ok ? success(found.value.items) : found;
  },
  after: (reader, { id, filter, limit }) => {
    const from = id ?? Number.MAX_SAFE_INTEGER;
    if (id === null) {
      const newest = reader.page({}, { limit: 1 });
      if (!newest.ok) return newest;
      return success({ events: [], lastId: newest.value.items[0]?.id ?? 0 });
    }
    const found = reader.after(from, filter, limit);
    return found.ok ? success({ events: found.value.items, lastId: found.value.lastId }) : found;
  },
  overview: (reader, { minutes, now, verdict }) => reader.overview(minutes, new Date(now), verdict),
  discovered: (reader, question) => reader.discovered(question.after, question.limit),
  deviceActivity: (reader, { id }) => reader.deviceActivity(id),
  ensStory: (reader, { names }) => reader.ensStory(names),
};

const withoutJournal: { readonly [Name in QuestionName]: Questions[Name]['answer'] } = {
  page: [],
  after: { events: [], lastId: 0 },
  overview: emptyOverview,
  discovered: nobody,
  deviceActivity: noActivity,
  ensStory: emptyStory,
};

/** Answers in this thread. The file is opened with the first question for which it is there. */
export function answerFrom(folder: string): (asked: Asked) => Answered {
  let reader: Reader | null = null;
  return ({ id, name, question }) => {
    reader ??= openReader(folder);
    if (reader === null) return { id, result: success(withoutJournal[name]) };
    // The compiler cannot see that name and question belong together.
    const answer = answers[name] as (reader: Reader, question: unknown) => Result<unknown>;
    return { id, result: answer(reader, question) };
  };
}
