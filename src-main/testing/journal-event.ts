/** A decision, for tests of whoever is told of decisions. */
export { eventFor } from '../journal/testing-event.ts';
