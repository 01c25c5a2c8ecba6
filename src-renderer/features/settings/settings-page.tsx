import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { Fragment, useEffect, useState } from 'react';
import type { Setting } from '../../../src-shared/settings/entry.ts';
import { ProblemList } from '../../app/problem-list.tsx';
import { WaysOut } from '../../app/ways-out.tsx';
import { loadSecrets } from '../../stores/secrets.ts';
import { loadSettings, useSettings } from '../../stores/settings.ts';
import { text } from '../../text/text.ts';
import { Banner } from '../../ui/banner.tsx';
import { Card } from '../../ui/card.tsx';
import { inColumn } from '../../ui/column.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Icon } from '../../ui/icons/icon.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { color } from '../../ui/theme/color.ts';
import { size } from '../../ui/theme/tokens.ts';
import { monoText } from '../../ui/theme/typography.ts';
import { useSearchKey } from '../use-search-key.ts';
import { GroupNav, groupTitleId } from './group-nav.tsx';
import type { ShownGroup } from './group-nav.tsx';
import { fitsPolicies, fitsQuery, settingGroups, vendorSettings } from './groups.ts';
import { HistoryDrawer } from './history-drawer.tsx';
import { PoliciesPointer } from './policies-pointer.tsx';
import { SecretRow } from './secrets/secret-row.tsx';
import { secretFits, secretsBelow } from './secrets/shown-secrets.ts';
import type { ShownSecret } from './secrets/shown-secrets.ts';
import { SettingControl } from './setting-control.tsx';
import { useAskedRow } from './use-asked-row.ts';
import { useOtherProblems } from './use-other-problems.ts';

/** Works whatever the gateway does: it is where a failed one is mended. */
export function SettingsPage() {
  useEffect(() => {
    void loadSettings();
    void loadSecrets();
  }, []);
  const loaded = useSettings((state) => state.settings !== null);
  const problems = useOtherProblems();
  const [query, setQuery] = useState('');
  const [history, setHistory] = useState(false);
  const search = useSearchKey();
  useAskedRow(loaded);
  const groups = groupsFitting(query);
  return (
    // On a wide window a control would be a hand's breadth away from its words.
    <Whole {...inColumn(history)}>
      <PageHeader
        title={text.settings.title}
        actions={
          <>
            <SearchField
              label={text.settings.searchLabel}
              value={query}
              onChange={setQuery}
              shortcut={['/']}
              inputRef={search}
            />
            <Button
              startIcon={<Icon name="clock" size={16} />}
              aria-expanded={history}
              onClick={() => setHistory(!history)}
            >
              {text.settings.history}
            </Button>
          </>
        }
      />
      {problems.length > 0 && (
        <Banner
          tone={problems.some(({ severity }) => severity === 'error') ? 'error' : 'warn'}
          title={text.settingsPage.problems}
          actions={<WaysOut problems={problems} />}
          below={<ProblemList linked problems={problems} />}
        />
      )}
      <Split>
        <Left>
          {loaded ? (
            <Groups groups={groups} />
          ) : (
            <EmptyState icon="sliders" title={text.settingsPage.loading} text="" />
          )}
        </Left>
        {loaded && !history && <GroupNav groups={groups.map(({ id }) => id)} />}
        {history && (
          <Beside>
            <HistoryDrawer onClose={() => setHistory(false)} />
          </Beside>
        )}
      </Split>
    </Whole>
  );
}

interface FittingGroup {
  readonly id: ShownGroup;
  readonly rows: readonly Row[];
  /** With the way to the page that has more of them. */
  readonly pointer: boolean;
}

/** A setting, and the secrets below it. */
interface Row {
  readonly setting: Setting;
  readonly fits: boolean;
  readonly secrets: readonly ShownSecret[];
}

function groupsFitting(query: string): readonly FittingGroup[] {
  return [{ id: 'vendor' as const, settings: vendorSettings }, ...settingGroups]
    .map(({ id, settings }) => ({
      id,
      rows: settings
        .map((setting) => ({
          setting,
          fits: fitsQuery(setting, query),
          secrets: secretsBelow(setting.key).filter((each) => secretFits(each, query)),
        }))
        .filter(({ fits, secrets }) => fits || secrets.length > 0),
      pointer: id === 'compliance' && fitsPolicies(query),
    }))
    .filter(({ rows, pointer }) => rows.length > 0 || pointer);
}

function Groups({ groups }: { groups: readonly FittingGroup[] }) {
  if (groups.length === 0) return <EmptyState icon="search" {...text.settings.noMatch} />;
  return groups.map(({ id, rows, pointer }) => (
    <section key={id} aria-labelledby={groupTitleId(id)}>
      <GroupHead>
        <h2 id={groupTitleId(id)}>{text.settings.groups[id]}</h2>
        {rows.length > 0 && <FileNote rows={rows} />}
      </GroupHead>
      <Card flush>
        {pointer && <PoliciesPointer />}
        {rows.map(({ setting, fits, secrets }) => (
          <Fragment key={setting.key}>
            {fits && <SettingControl setting={setting} />}
            {secrets.map((each) => (
              <SecretRow key={each} name={each} />
            ))}
          </Fragment>
        ))}
      </Card>
    </section>
  ));
}

function FileNote({ rows }: { rows: readonly Row[] }) {
  const file = rows[0]?.setting.file ?? 'application.properties';
  return <Note>{text.settings.fields.folder + file}</Note>;
}

const Whole = styled('div')({ display: 'flex', flexDirection: 'column', gap: size.gap });

const Note = styled('code')({ ...monoText, color: color.muted });

const GroupHead = styled('div')({
  display: 'flex',
  alignItems: 'baseline',
  justifyContent: 'space-between',
  gap: 12,
  padding: '0 0 6px',
  '& h2': { margin: 0, fontSize: 13, fontWeight: 620, lineHeight: '20px' },
});

const Split = styled('div')({ display: 'flex', alignItems: 'flex-start', gap: size.gap });

const Left = styled('div')({
  flex: 1,
  minWidth: 0,
  display: 'flex',
  flexDirection: 'column',
  gap: 18,
});

// Stays in sight while the settings scroll.
const Beside = styled('div')({
  position: 'sticky',
  top: 'var(--stuck)',
  display: 'flex',
  flex: 'none',
  width: size.drawer,
  maxHeight: `calc(100vh - ${String(size.header + 2 * size.pageY)}px - var(--stuck))`,
  [`@media (max-width: ${String(size.narrowest)}px)`]: { display: 'contents' },
});
