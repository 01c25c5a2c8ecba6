import Button from '@mui/material/Button';
import Switch from '@mui/material/Switch';
import TextField from '@mui/material/TextField';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { propertyCatalogue } from '../../../src-shared/settings/catalogue.ts';
import { text } from '../../text/text.ts';
import { Card } from '../card.tsx';
import { DiffView, pendingLines } from '../diff-view.tsx';
import { PageHeader } from '../page-header.tsx';
import { SearchField } from '../search-field.tsx';
import { SettingRow } from '../setting-row.tsx';
import { Tag } from '../tag.tsx';
import { SampleFrame } from './frame.tsx';
import { words } from './words.ts';

export function SettingsPart() {
  const [query, setQuery] = useState('');
  return (
    <SampleFrame page="settings">
      <PageHeader
        title={text.settings.title}
        actions={
          <>
            <SearchField
              label={text.settings.searchLabel}
              value={query}
              onChange={setQuery}
              shortcut={['/']}
            />
            <Button>{text.settings.history}</Button>
            <Button>{words.raw}</Button>
          </>
        }
      />
      <Card flush title={text.settings.groups.vendor}>
        {propertyCatalogue.slice(0, 3).map((setting, index) => (
          <SettingRow
            key={setting.key}
            title={text.settings.names[setting.key] ?? setting.key}
            help={setting.help}
            keyName={setting.key}
            since={setting.since}
            effect={setting.effect}
            interrupts={setting.interrupts}
            changed={index === 0}
            onRevert={() => undefined}
            problem={index === 2 ? words.badValue : undefined}
            control={({ label, help }) => (
              <Switch
                defaultChecked
                slotProps={{ input: { 'aria-labelledby': label, 'aria-describedby': help } }}
              />
            )}
          >
            {index === 2 && <Host />}
          </SettingRow>
        ))}
      </Card>
      <Card title={text.pending.savedTitle}>
        <DiffView lines={pendingLines(words.changes)} />
      </Card>
    </SampleFrame>
  );
}

function Host() {
  return (
    <>
      <Line>
        <TextField
          fullWidth
          error
          defaultValue="ews.corp.example"
          slotProps={{ htmlInput: { 'aria-label': text.settings.hostLabel } }}
        />
        <Button>{text.actions.test}</Button>
      </Line>
      <Results>
        <Tag tone="fine">{words.found.address}</Tag>
        <Tag tone="fine">{words.found.tls}</Tag>
        <Tag tone="warn">{words.foundBad.methods}</Tag>
        <Tag tone="blocked">{words.foundBad.untrusted}</Tag>
      </Results>
    </>
  );
}

const Line = styled('div')({ display: 'flex', gap: 8 });

const Results = styled('div')({ display: 'flex', flexWrap: 'wrap', gap: 8, marginTop: 10 });
