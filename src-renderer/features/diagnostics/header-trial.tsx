import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { HeaderTrial as Trial } from '../../../src-shared/contract/find-header.ts';
import { setTriedHeader, useFindHeader } from '../../stores/find-header.ts';
import { text } from '../../text/text.ts';
import { formatCount } from '../../ui/format/number.ts';
import { KeyValue } from '../../ui/key-value.tsx';
import { color } from '../../ui/theme/color.ts';
import { monoText } from '../../ui/theme/typography.ts';
import { syntaxInWords } from './found-headers.tsx';
import { Remedy } from './remedy.tsx';

const words = text.diagnostics.header;

/** What the next requests would come to if the header were set, and the button that sets it. */
export function HeaderTrial({ trial }: { trial: Trial }) {
  const busy = useFindHeader((state) => state.busy);
  const saved = useFindHeader((state) => state.saved);
  const { name, syntax, requests, without, understood, allowed, blocked, otherwise } = trial;
  const reasons = trial.reasons.map(
    ({ reason, count }) => `${text.reasonShort[reason]} ${formatCount(count)}`,
  );
  return (
    <Root aria-label={words.trialOf(name)}>
      <Title>
        {words.trialOf('')}
        <code>{name}</code>
        <span>{syntaxInWords(syntax)}</span>
      </Title>
      <KeyValue
        items={[
          {
            label: words.understood,
            value: words.of(formatCount(understood), formatCount(requests)),
          },
          ...(without === 0 ? [] : [{ label: words.without, value: formatCount(without) }]),
          {
            label: words.verdicts,
            value: words.allowedAndBlocked(formatCount(allowed), formatCount(blocked)),
          },
          { label: words.otherwise, value: formatCount(otherwise) },
          ...(reasons.length === 0 ? [] : [{ label: words.reasons, value: reasons.join(', ') }]),
        ]}
      />
      {trial.refused.map((each) => (
        <Remedy key={each.text} tone="warn">
          {words.refused(formatCount(each.count), each.count === 1)} {each.text}
        </Remedy>
      ))}
      <Side>
        {/* Nobody sets what no request bore out. */}
        <Button
          variant="contained"
          color="primary"
          loading={busy}
          disabled={understood === 0 || saved === name}
          onClick={() => void setTriedHeader()}
        >
          {words.set}
        </Button>
        <span role="status">
          {saved === name ? words.saved : understood === 0 ? words.wait : words.effect}
        </span>
      </Side>
    </Root>
  );
}

const Root = styled('section')({
  marginTop: 6,
  paddingTop: 14,
  borderTop: `1px solid ${color.line}`,
});

const Title = styled('h3')({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'baseline',
  gap: '2px 8px',
  margin: '0 0 10px',
  fontSize: 13,
  fontWeight: 600,
  '& code': { ...monoText, overflowWrap: 'anywhere', userSelect: 'text' },
  '& span': { fontWeight: 400, color: color.muted },
});

const Side = styled('div')({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  gap: '8px 14px',
  marginTop: 14,
  color: color.muted,
});
