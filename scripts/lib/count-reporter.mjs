// A reporter for `node --test`: writes the counts as JSON to its destination, in the words of each
// Node's runner. Suites are not tests, and a test that failed because of a test inside it is not a
// second failure.

export default async function* countReporter(events) {
  const result = { passed: 0, failed: 0, skipped: 0, failures: [], skips: [] };
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const name = baseName(data.name);
    const file = baseName(data.file ?? '');
    const title = file === '' || file === name ? name : `${file} > ${name}`;
    const reason = typeof data.skip === 'string' ? ` (${data.skip})` : '';
    if (data.details?.type === 'suite' && data.details.error?.failureType !== 'hookFailed')
      continue;
    if (data.skip !== undefined || data.todo !== undefined) {
      result.skipped += 1;
      result.skips.push(title + reason);
    } else if (type === 'test:pass') {
      // Some versions report each file as a test around its tests.
      if (data.nesting === 0 && /\.cjs$/.test(data.name)) continue;
      result.passed += 1;
    } else if (data.details?.error?.failureType !== 'subtestsFailed') {
      result.failed += 1;
      result.failures.push(title);
    }
  }
  yield JSON.stringify(result);
}

// A file that does not load is reported under its path; no title of a test ends so.
const baseName = (text) => (/\.(cjs|ts)$/.test(text) ? text.replace(/^.*[\\/]/, '') : text);
