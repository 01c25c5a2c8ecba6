import type { Certificates } from '../../../src-shared/certificates.ts';
import { useCertificates } from '../../stores/certificates.ts';
import { text } from '../../text/text.ts';
import { formatCount } from '../../ui/format/number.ts';
import { Tag } from '../../ui/tag.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { allOf } from './lasting.ts';

const words = text.certificates;

/** How many of each state, the worst first. */
export function Tally({ data }: { data: Certificates }) {
  const at = useCertificates((state) => state.at);
  const all = allOf(data);
  const [expired, soon, month] = [
    all.filter(({ lasting }) => lasting === 'expired' || lasting === 'early').length,
    all.filter(({ lasting }) => lasting === 'soon').length,
    all.filter(({ lasting }) => lasting === 'month').length,
  ];
  return (
    <>
      <span role="status" style={{ display: 'flex', gap: 6 }}>
        {expired > 0 && <Tag tone="blocked">{words.tally.expired(formatCount(expired))}</Tag>}
        {soon > 0 && <Tag tone="warn">{words.tally.soon(formatCount(soon))}</Tag>}
        {month > 0 && <Tag tone="warn">{words.tally.month(formatCount(month))}</Tag>}
        {all.length > 0 && expired + soon + month === 0 && (
          <Tag tone="fine">{words.tally.fine}</Tag>
        )}
      </span>
      {at !== null && (
        <span>
          {words.readAt} <TimeText at={at} form="seconds" />
        </span>
      )}
    </>
  );
}
