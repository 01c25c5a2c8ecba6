import { styled } from '@mui/material/styles';
import { useEffect } from 'react';
import type { Version } from '../../../src-shared/contract/calls.ts';
import { loadHistory, rollBack, useSettings } from '../../stores/settings.ts';
import { text } from '../../text/text.ts';
import { ConfirmInline } from '../../ui/confirm-inline.tsx';
import { Drawer } from '../../ui/drawer.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Tag } from '../../ui/tag.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { color } from '../../ui/theme/color.ts';
import { monoText } from '../../ui/theme/typography.ts';

const { versions } = text.settings;

export function HistoryDrawer({ onClose }: { onClose: () => void }) {
  useEffect(() => void loadHistory(), []);
  const history = useSettings((state) => state.history);
  return (
    <Drawer
      takeFocus
      title={versions.title}
      subtitle={text.settingsPage.rollBackWrites}
      onClose={onClose}
    >
      {history?.length === 0 && <EmptyState icon="clock" {...versions.empty} />}
      <List>
        {(history ?? []).map((version, index) => (
          <Entry key={version.version} version={version} newest={index === 0} />
        ))}
      </List>
    </Drawer>
  );
}

function Entry({ version, newest }: { version: Version; newest: boolean }) {
  const busy = useSettings((state) => state.busy);
  const number = String(version.version);
  return (
    <Item>
      <Head>
        <strong>{versions.version(number)}</strong>
        {newest && <Tag tone="primary">{text.settingsPage.newest}</Tag>}
        <Tag>{versions.from[version.from]}</Tag>
      </Head>
      <Summary>{version.summary}</Summary>
      <Facts>
        <TimeText at={version.at} form="dateTime" /> {versions.by(version.by)}
      </Facts>
      {!newest && (
        <ConfirmInline
          small
          label={text.actions.rollBack}
          question={versions.rollBack(number)}
          confirm={text.actions.rollBack}
          disabled={busy}
          onConfirm={() => void rollBack(version.version)}
        />
      )}
    </Item>
  );
}

/** Keys and values as the files have them; else words. */
function Summary({ children }: { children: string }) {
  const parts = children.split(' -> ');
  return parts.length === 1 ? (
    <Words>{children}</Words>
  ) : (
    <p>
      <Changes>{parts.join(' → ')}</Changes>
    </p>
  );
}

const Changes = styled('code')(monoText);

const Words = styled('p')({ '&::first-letter': { textTransform: 'uppercase' } });

const List = styled('ol')({ listStyle: 'none', margin: 0, padding: 0 });

const Item = styled('li')({
  display: 'flex',
  flexDirection: 'column',
  gap: 4,
  padding: '12px 0',
  borderBottom: `1px solid ${color.line}`,
  '&:last-of-type': { borderBottom: 0 },
  '& p': { margin: 0, overflowWrap: 'anywhere' },
  '& > button': { marginTop: 4 },
});

const Head = styled('div')({ display: 'flex', alignItems: 'center', gap: 8 });

const Facts = styled('div')({ fontSize: 12, color: color.muted });
