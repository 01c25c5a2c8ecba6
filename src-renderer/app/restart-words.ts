import type { LastRestart, Status } from '../../src-shared/contract/calls.ts';
import { text } from '../text/text.ts';
import { formatCount } from '../ui/format/number.ts';

/** What a restart cost, in one line; it changes while requests finish and streams come back. */
export function restartWords(
  duration: string,
  last: LastRestart,
  { settings, traffic }: Pick<Status, 'settings' | 'traffic'>,
): { readonly text: string; readonly fine: boolean } {
  const { failed, cutStreams, finishing } = last;
  const { service } = text;
  const parts = [
    failed === 0
      ? service.restarted(duration)
      : service.restartedWithLoss(duration, formatCount(failed), failed === 1),
  ];
  if (cutStreams > 0) {
    // Without the EWS proxy they knock in vain.
    const state = !settings.ewsProxy
      ? 'cut'
      : traffic.streams < cutStreams
        ? 'reconnecting'
        : 'reconnected';
    parts.push(service.streams[state](formatCount(cutStreams), cutStreams === 1));
  }
  if (finishing > 0) parts.push(service.finishing(formatCount(finishing)));
  return { text: parts.join(', '), fine: failed === 0 };
}
