import type { SetUpStep, SetUpValues } from '../../stores/set-up-values.ts';
import { text } from '../../text/text.ts';

/** What a step holds, in one line. */
export function summaryOf(step: SetUpStep, values: SetUpValues): string {
  const { summary, modes } = text.setUp;
  switch (step) {
    case 'listener': {
      const host = values.host.includes(':') ? `[${values.host}]` : values.host;
      const tls = values.tlsEnds === 'here' ? summary.tls : summary.plain;
      return `${host}:${values.port}, ${tls}`;
    }
    case 'exchange':
      return `${values.exchange}, ${values.ewsProxy ? summary.proxyOn : summary.proxyOff}`;
    case 'compliance':
      return values.directoryFile;
    case 'mode':
      return modes[values.mode].short;
  }
}
