/** A bridge for tests of the stores: each call is answered by what the test says. */
import type {
  Bridge,
  Reply,
  WindowAnswer,
  WindowCallName,
  WindowEvent,
  WindowEventName,
  WindowParams,
} from '../../src-shared/contract/window.ts';

export type FakeAnswers = {
  [Name in WindowCallName]?: (
    params: WindowParams<Name>,
  ) => Reply<WindowAnswer<Name>> | Promise<Reply<WindowAnswer<Name>>>;
};

export interface FakeBridge {
  readonly called: { readonly name: string; readonly params: unknown }[];
  readonly emit: <Name extends WindowEventName>(name: Name, event: WindowEvent<Name>) => void;
}

export function fakeBridge(answers: FakeAnswers): FakeBridge {
  const listeners = new Map<string, Set<(event: unknown) => void>>();
  const called: { name: string; params: unknown }[] = [];
  const bridge: Bridge = {
    call: async (name, params) => {
      called.push({ name, params });
      const answer = answers[name];
      if (answer === undefined) throw new Error(`nobody answers ${name}`);
      return answer(params);
    },
    on: (name, given) => {
      const listener = given as (event: unknown) => void;
      const among = listeners.get(name) ?? new Set();
      listeners.set(name, among.add(listener));
      return () => void among.delete(listener);
    },
  };
  Object.defineProperty(window, 'sallyport', { configurable: true, value: bridge });
  return {
    called,
    emit: (name, event) => listeners.get(name)?.forEach((listener) => listener(event)),
  };
}
