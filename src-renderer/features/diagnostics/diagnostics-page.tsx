import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useEffect } from 'react';
import { ActionButton } from '../../app/action-button.tsx';
import { ProblemList } from '../../app/problem-list.tsx';
import { isRunning, loadChecks, useDiagnostics } from '../../stores/diagnostics.ts';
import { text } from '../../text/text.ts';
import { Banner } from '../../ui/banner.tsx';
import { Card } from '../../ui/card.tsx';
import { inColumn } from '../../ui/column.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Icon } from '../../ui/icons/icon.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { size } from '../../ui/theme/tokens.ts';
import { CheckRow } from './check-row.tsx';
import { checkGroups, checksIn } from './groups.ts';
import { FindHeaderCard } from './find-header-card.tsx';
import { Tally } from './tally.tsx';
import { TrialCard } from './trial-card.tsx';

const words = text.diagnostics;

/** The doctor. It works whatever the gateway does. */
export function DiagnosticsPage() {
  useEffect(() => void loadChecks(), []);
  const list = useDiagnostics((state) => state.list);
  const failure = useDiagnostics((state) => state.listFailure);
  const running = useDiagnostics((state) => Object.values(state.runs).some(isRunning));
  return (
    <Whole {...inColumn(false)}>
      <PageHeader
        title={words.title}
        meta={<Tally />}
        actions={
          <ActionButton
            action="runChecks"
            variant="contained"
            color="primary"
            loading={running}
            loadingPosition="start"
            startIcon={<Icon name="play" size={16} />}
          />
        }
      />
      {failure !== null && (
        <Banner
          tone="error"
          announce
          title={words.listFailed}
          actions={<Button onClick={() => void loadChecks()}>{words.readAgain}</Button>}
          below={<ProblemList problems={failure} />}
        />
      )}
      {list === null && failure === null && <EmptyState icon="stethoscope" {...words.loading} />}
      {list !== null &&
        checkGroups.map((group) => (
          <Card key={group} flush title={words.groups[group]}>
            <Rows>
              {checksIn(list, group).map((check) => (
                <CheckRow key={check.id} check={check} />
              ))}
            </Rows>
          </Card>
        ))}
      {list !== null && <TrialCard />}
      {list !== null && <FindHeaderCard />}
    </Whole>
  );
}

const Whole = styled('div')({ display: 'flex', flexDirection: 'column', gap: size.gap });

const Rows = styled('ul')({ listStyle: 'none', margin: 0, padding: '0 0 4px' });
