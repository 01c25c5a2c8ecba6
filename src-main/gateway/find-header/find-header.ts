/** The search for the device header, as it is asked from outside. */
import type { Generation } from '../generation.ts';
import type { Shared } from '../reading.ts';
import type { HeaderQuestion, HeaderSearch } from '../../../src-shared/contract/find-header.ts';
import { failure, problem, success } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/errors.ts';

export function findHeader(
  { headerSearch }: Shared,
  { settings }: Generation,
  question: HeaderQuestion,
): Result<HeaderSearch> {
  const begins = question.ask === 'search' || question.ask === 'try';
  if (begins && settings.compliance.ens.sources.length === 0) {
    const message = 'The settings in force name no address of ENS, so no request is looked at.';
    return failure(problem('ENS_SOURCES', message, { key: 'compliance.ens.sources' }));
  }
  return success(headerSearch.ask(question));
}
