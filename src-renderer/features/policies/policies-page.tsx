import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useEffect, useState } from 'react';
import { loadSettings, useSettings } from '../../stores/settings.ts';
import { text } from '../../text/text.ts';
import { Card } from '../../ui/card.tsx';
import { inColumn } from '../../ui/column.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Icon } from '../../ui/icons/icon.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { color } from '../../ui/theme/color.ts';
import { size } from '../../ui/theme/tokens.ts';
import { useAskedRow } from '../settings/use-asked-row.ts';
import { ChoiceCard } from './choice-card.tsx';
import { ImpactCard } from './impact-card.tsx';
import { policyList } from './policy-list.ts';
import { PolicyRow } from './policy-row.tsx';
import { Simulator } from './simulator.tsx';
import { SourceCard } from './source-card.tsx';
import { UemCard } from './uem-card.tsx';

const words = text.policies;

/** It edits the draft of the Settings page, and says beside it what the draft would do. */
export function PoliciesPage() {
  useEffect(() => {
    void loadSettings();
  }, []);
  const loaded = useSettings((state) => state.settings !== null);
  const [trying, setTrying] = useState(false);
  useAskedRow(loaded);
  return (
    <Whole {...inColumn(true)}>
      <PageHeader
        title={words.title}
        actions={
          <Button
            startIcon={<Icon name="play" size={16} />}
            aria-expanded={trying}
            onClick={() => setTrying(!trying)}
          >
            {words.simulator.open}
          </Button>
        }
      />
      {loaded ? (
        <Split>
          <Left>
            <ChoiceCard
              title={words.mode.title}
              of="compliance.mode"
              options={modes.map((value) => ({ value, ...words.mode.options[value] }))}
            />
            <ChoiceCard
              title={words.unknown.title}
              of="compliance.unknownDevices"
              options={defaults.map((value) => ({ value, ...words.unknown.options[value] }))}
            />
            <Policies group="general" />
            <Policies group="device" />
          </Left>
          <Beside data-dock={trying || undefined}>
            {trying ? (
              <Simulator onClose={() => setTrying(false)} />
            ) : (
              <>
                <ImpactCard />
                <SourceCard />
                <UemCard />
              </>
            )}
          </Beside>
        </Split>
      ) : (
        <EmptyState icon="shield" title={words.loading} text="" />
      )}
    </Whole>
  );
}

const modes = ['enforce', 'test', 'off'] as const;
const defaults = ['block', 'allow'] as const;

function Policies({ group }: { group: keyof typeof words.groups }) {
  const title = `policies-${group}`;
  return (
    <section aria-labelledby={title}>
      <GroupHead>
        <h2 id={title}>{words.groups[group]}</h2>
        <span>{words.groupHelp[group]}</span>
      </GroupHead>
      <Card flush>
        {policyList
          .filter((policy) => policy.group === group)
          .map((policy) => (
            <PolicyRow key={policy.id} policy={policy} />
          ))}
      </Card>
    </section>
  );
}

const Whole = styled('div')({ display: 'flex', flexDirection: 'column', gap: size.gap });

const GroupHead = styled('div')({
  display: 'flex',
  alignItems: 'baseline',
  flexWrap: 'wrap',
  gap: '0 12px',
  padding: '6px 0',
  '& h2': { margin: 0, fontSize: 13, fontWeight: 620, lineHeight: '20px' },
  '& span': { color: color.muted, fontSize: 12 },
});

const Split = styled('div')({
  display: 'flex',
  alignItems: 'flex-start',
  gap: size.gap,
  // What would change stands above what changes it, where there is no room beside.
  [`@media (max-width: ${String(size.railCollapses)}px)`]: {
    flexDirection: 'column-reverse',
    alignItems: 'stretch',
  },
});

const Left = styled('div')({
  flex: 1,
  minWidth: 0,
  display: 'flex',
  flexDirection: 'column',
  gap: size.gap,
});

// Stays in sight while the policies scroll.
const Beside = styled('div')({
  position: 'sticky',
  top: 'var(--stuck)',
  display: 'flex',
  flexDirection: 'column',
  flex: 'none',
  gap: size.gap,
  width: 348,
  maxHeight: `calc(100vh - ${String(size.header + 2 * size.pageY)}px - var(--stuck))`,
  '&[data-dock]': { width: size.drawer },
  [`@media (max-width: ${String(size.railCollapses)}px)`]: {
    position: 'static',
    width: 'auto',
    maxHeight: 'none',
    '&[data-dock]': { width: 'auto' },
  },
});
