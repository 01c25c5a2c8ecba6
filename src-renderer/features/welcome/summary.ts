import type { SetUpStep, SetUpValues } from '../../stores/set-up-values.ts';
import { text } from '../../text/text.ts';

interface Summary {
  /** An address or a file. */
  readonly code?: string;
  readonly words?: string;
}

/** What a step holds, in one line. */
export function summaryOf(step: SetUpStep, values: SetUpValues): Summary {
  const { summary, modes } = text.setUp;
  switch (step) {
    case 'listener': {
      const host = values.host.includes(':') ? `[${values.host}]` : values.host;
      const words = values.tlsEnds === 'here' ? summary.tls : summary.plain;
      return { code: `${host}:${values.port}`, words };
    }
    case 'exchange':
      return {
        code: values.exchange,
        words: values.ewsProxy ? summary.proxyOn : summary.proxyOff,
      };
    case 'compliance':
      return { code: values.directoryFile };
    case 'mode':
      return { words: modes[values.mode].short };
  }
}
