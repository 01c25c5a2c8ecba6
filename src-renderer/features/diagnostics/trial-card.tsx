import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { styled } from '@mui/material/styles';
import { useId } from 'react';
import type { SubmitEvent } from 'react';
import { ProblemList } from '../../app/problem-list.tsx';
import { checkLimitMs, setUser, tryTicket, useDiagnostics } from '../../stores/diagnostics.ts';
import type { Trial } from '../../stores/diagnostics.ts';
import { text } from '../../text/text.ts';
import { Banner } from '../../ui/banner.tsx';
import { Card } from '../../ui/card.tsx';
import { formatDuration } from '../../ui/format/duration.ts';
import { color } from '../../ui/theme/color.ts';
import { size } from '../../ui/theme/tokens.ts';
import { monoText } from '../../ui/theme/typography.ts';
import { TrialSteps } from './trial-steps.tsx';

const words = text.diagnostics.trial;

/** A ticket in the name of a user, step by step. */
export function TrialCard() {
  const user = useDiagnostics((state) => state.user);
  const trial = useDiagnostics((state) => state.trial);
  const id = useId();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void tryTicket();
  };
  return (
    <Card>
      <form onSubmit={submit}>
        <Label htmlFor={id}>{words.label}</Label>
        <Entry>
          <TextField
            id={id}
            value={user}
            placeholder={words.hint}
            helperText={words.help}
            sx={{ flex: '0 1 420px', '& input': monoText }}
            slotProps={{
              htmlInput: { spellCheck: false, autoComplete: 'off', maxLength: 512 },
              formHelperText: { sx: { width: 'max-content', maxWidth: '76vw' } },
            }}
            onChange={({ target }) => setUser(target.value)}
          />
          <Button type="submit" loading={trial.kind === 'running'} disabled={user.trim() === ''}>
            {words.run}
          </Button>
        </Entry>
      </form>
      <div role="status">
        <Outcome trial={trial} />
      </div>
    </Card>
  );
}

function Outcome({ trial }: { trial: Trial }) {
  switch (trial.kind) {
    case 'none':
      return null;
    case 'running':
      return <Note>{words.running}</Note>;
    case 'late':
      return <Note>{text.diagnostics.late(formatDuration(checkLimitMs / 1000))}</Note>;
    case 'failed':
      return (
        <Space>
          <Banner
            tone="warn"
            title={words.failed}
            below={<ProblemList linked problems={trial.problems} />}
          />
        </Space>
      );
    case 'done': {
      const { steps, spn, user } = trial;
      const passed = steps.every(({ ok }) => ok);
      return (
        <Space>
          <Head>
            <strong data-tone={passed ? 'fine' : 'blocked'}>
              {passed ? words.passed(user) : words.stopped(user)}
            </strong>
            <span>{words.service}</span>
            <code>{spn}</code>
          </Head>
          <TrialSteps steps={steps} />
        </Space>
      );
    }
  }
}

const Label = styled('label')({
  display: 'block',
  marginBottom: 6,
  fontSize: 12,
  fontWeight: 550,
  lineHeight: '16px',
  color: color.muted,
});

const Entry = styled('div')({ display: 'flex', alignItems: 'flex-start', gap: 8 });

const Note = styled('p')({ margin: '12px 0 0', color: color.muted });

const Space = styled('div')({
  marginTop: 14,
  paddingTop: 14,
  borderTop: `1px solid ${color.line}`,
});

const Head = styled('div')({
  display: 'flex',
  alignItems: 'baseline',
  flexWrap: 'wrap',
  gap: '2px 8px',
  color: color.muted,
  '& strong': { marginRight: size.gap, fontWeight: 620 },
  '& [data-tone="fine"]': { color: color.fine },
  '& [data-tone="blocked"]': { color: color.blocked },
  '& code': { ...monoText, color: color.text, overflowWrap: 'anywhere', userSelect: 'text' },
});
