/** The bridge as the functions that page.evaluate() runs find it: untyped, as whoever got into the page has it. */
import type { Reply } from '../src-shared/contract/window.ts';

declare global {
  interface Window {
    readonly sallyport: {
      readonly call: (name: unknown, params?: unknown) => Promise<Reply<unknown>>;
      readonly on: (name: unknown, listener: unknown) => () => void;
    };
  }
}
