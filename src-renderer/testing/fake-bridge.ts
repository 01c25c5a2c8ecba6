/** A bridge for tests of the stores: each call is answered by what the test says. */
import type {
  Bridge,
  Reply,
  WindowAnswer,
  WindowCallName,
  WindowParams,
} from '../../src-shared/contract/window.ts';

export type FakeAnswers = {
  [Name in WindowCallName]?: (
    params: WindowParams<Name>,
  ) => Reply<WindowAnswer<Name>> | Promise<Reply<WindowAnswer<Name>>>;
};

export interface FakeBridge {
  readonly called: { readonly name: string; readonly params: unknown }[];
}

export function fakeBridge(answers: FakeAnswers): FakeBridge {
  const called: { name: string; params: unknown }[] = [];
  const bridge: Bridge = {
    call: async (name, params) => {
      called.push({ name, params });
      const answer = answers[name];
      if (answer === undefined) throw new Error(`nobody answers ${name}`);
      return answer(params);
    },
    on: () => () => undefined,
  };
  Object.defineProperty(window, 'sallyport', { configurable: true, value: bridge });
  return { called };
}
