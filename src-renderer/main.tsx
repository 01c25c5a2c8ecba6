import './no-eval.ts';

// Fetched afterwards: a bundler puts schemas into chunks that run before the statements of this
// file, and Zod tries `new Function` when the first of them is made.
void import('./begin.tsx').then(({ begin }) => begin());
