const strict = process.env.SALLYPORT_STRICT === '1';

/** Counts of a whole run, and what to say about them at its end. */
export function createTotals() {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const failures = [];
  const skips = [];
  return {
    pass: () => (counts.passed += 1),
    fail(text) {
      counts.failed += 1;
      failures.push(text);
    },
    /** A part that cannot run here: a failure where everything has to run. */
    cannotRun(text) {
      if (strict) {
        this.fail(`${text} (and SALLYPORT_STRICT=1 allows no gaps)`);
        return;
      }
      counts.skipped += 1;
      skips.push(text);
    },
    /** @param result counts of a test runner and the names of its failed tests */
    add(result, name) {
      counts.passed += result.passed;
      counts.failed += result.failed;
      counts.skipped += result.skipped;
      failures.push(...result.failures.map((text) => `${name}: ${text}`));
      skips.push(...(result.skips ?? []).map((text) => `${name}: ${text}`));
    },
    /** @returns the exit code, after the last line */
    report() {
      if (skips.length > 0) process.stdout.write(`\nSkipped:\n${list(skips)}`);
      if (failures.length > 0) process.stdout.write(`\nFailed:\n${list(failures)}`);
      const { passed, failed, skipped } = counts;
      process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
      return failed > 0 || passed === 0 ? 1 : 0;
    },
  };
}

const list = (texts) => texts.map((text) => `  ${text}\n`).join('');
