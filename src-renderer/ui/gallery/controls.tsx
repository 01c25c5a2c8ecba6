import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import IconButton from '@mui/material/IconButton';
import MenuItem from '@mui/material/MenuItem';
import Radio from '@mui/material/Radio';
import Switch from '@mui/material/Switch';
import Tab from '@mui/material/Tab';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Tabs from '@mui/material/Tabs';
import TextField from '@mui/material/TextField';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { text } from '../../text/text.ts';
import { Card } from '../card.tsx';
import { ConfirmInline } from '../confirm-inline.tsx';
import { CopyButton } from '../copy-button.tsx';
import { Icon } from '../icons/icon.tsx';
import { SearchField } from '../search-field.tsx';
import { ShortcutHelp } from '../shortcut-help.tsx';
import { Tag } from '../tag.tsx';
import { visuallyHidden } from '../visually-hidden.ts';
import { words } from './words.ts';

export function Controls() {
  return (
    <Page>
      <h1 style={visuallyHidden}>{words.pieces}</h1>
      <Buttons />
      <Fields />
      <Chosen />
      <Card title={words.asking}>
        <ConfirmInline
          label={text.actions.block}
          question={words.question}
          confirm={text.actions.block}
          onConfirm={nothing}
          danger
        />
      </Card>
      <PlainTable />
      <Card title={words.shortcuts}>
        <ShortcutHelp
          groups={[
            {
              title: text.log.title,
              shortcuts: [
                { label: text.actions.pause, keys: ['space'] },
                { label: text.log.filterLabel, keys: ['/'] },
                { label: text.actions.openPalette, keys: ['mod', 'K'] },
              ],
            },
          ]}
        />
      </Card>
    </Page>
  );
}

function Buttons() {
  return (
    <Card title={words.buttons}>
      <Wrap>
        <Button variant="contained" color="primary">
          {text.actions.applyAndRestart}
        </Button>
        <Button startIcon={<Icon name="restart" size={16} />}>{text.actions.restart}</Button>
        <Button color="error">{text.actions.block}</Button>
        <Button variant="contained" color="error">
          {text.actions.block}
        </Button>
        <Button variant="text">{text.actions.discard}</Button>
        <IconButton aria-label={words.more}>
          <Icon name="more" />
        </IconButton>
        <CopyButton value="x" label="device id" />
      </Wrap>
      <Wrap>
        <Button variant="contained" color="primary" disabled>
          {text.actions.save}
        </Button>
        <Button disabled>{text.actions.exportAs}</Button>
        <Button variant="text" disabled>
          {text.actions.discard}
        </Button>
        <Button loading loadingPosition="start">
          {text.actions.restarting}
        </Button>
        <Button size="small">{text.actions.why}</Button>
        <CopyButton value="x" label="device id" wide />
      </Wrap>
    </Card>
  );
}

function Fields() {
  const [query, setQuery] = useState('');
  const [filter, setFilter] = useState('user:alice reasn:wiped');
  return (
    <Card title={words.inputs}>
      <Stack>
        <SearchField
          label={words.search}
          value={query}
          onChange={setQuery}
          shortcut={['/']}
          width="100%"
        />
        <SearchField
          mono
          label={text.log.filterLabel}
          value={filter}
          onChange={setFilter}
          problem={text.log.help.problem('reasn')}
          width="100%"
        />
        <TextField label={words.note} placeholder={words.noteHint} helperText={words.optional} />
        <TextField
          label={words.host}
          defaultValue="ews.corp.example"
          error
          helperText={words.badValue}
        />
        <TextField label={words.user} select defaultValue="a">
          <MenuItem value="a">{words.choices.a}</MenuItem>
          <MenuItem value="b">{words.choices.b}</MenuItem>
        </TextField>
        <TextField label={words.device} defaultValue="9F3A2B71C1" disabled />
      </Stack>
    </Card>
  );
}

function Chosen() {
  const [tab, setTab] = useState('now');
  const [range, setRange] = useState('1h');
  return (
    <Card title={words.tabs}>
      <Stack>
        <Tabs value={tab} onChange={(_event, to: string) => setTab(to)} aria-label={words.tabs}>
          <Tab value="now" label={words.views.now} />
          <Tab value="before" label={words.views.before} />
          <Tab value="knocking" label={words.views.all} />
        </Tabs>
        <Wrap>
          <ToggleButtonGroup
            exclusive
            value={range}
            aria-label={text.overview.range.label}
            onChange={(_event, to: string | null) => setRange(to ?? range)}
          >
            <ToggleButton value="15m">{text.overview.range['15m']}</ToggleButton>
            <ToggleButton value="1h">{text.overview.range['1h']}</ToggleButton>
            <ToggleButton value="24h">{text.overview.range['24h']}</ToggleButton>
          </ToggleButtonGroup>
          <FormControlLabel control={<Switch defaultChecked />} label={words.on} />
          <FormControlLabel control={<Switch />} label={words.off} />
          <FormControlLabel disabled control={<Switch defaultChecked />} label={words.on} />
        </Wrap>
        <Wrap>
          <FormControlLabel control={<Checkbox defaultChecked />} label={text.common.yes} />
          <FormControlLabel control={<Checkbox />} label={text.common.no} />
          <FormControlLabel control={<Radio defaultChecked />} label={text.common.yes} />
        </Wrap>
      </Stack>
    </Card>
  );
}

function PlainTable() {
  return (
    <Card title={words.table} flush>
      <Table>
        <TableHead>
          <TableRow>
            <TableCell>{text.clients.columns.user}</TableCell>
            <TableCell>{text.clients.columns.reason}</TableCell>
            <TableCell align="right">{text.clients.columns.count}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          <TableRow hover>
            <TableCell>alice@corp.example</TableCell>
            <TableCell>
              <Tag tone="blocked">{text.reasonShort.DEVICE_WIPED}</Tag>
            </TableCell>
            <TableCell align="right">96</TableCell>
          </TableRow>
          <TableRow hover selected>
            <TableCell>j.meyer@corp.example</TableCell>
            <TableCell>
              <Tag tone="blocked">{text.reasonShort.DEVICE_COMPROMISED}</Tag>
            </TableCell>
            <TableCell align="right">33</TableCell>
          </TableRow>
        </TableBody>
      </Table>
    </Card>
  );
}

const nothing = () => undefined;

const Page = styled('main')({
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
  gap: 12,
  alignItems: 'start',
  padding: '20px 24px',
});

const Wrap = styled('div')({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  gap: '10px 12px',
  '& + &': { marginTop: 12 },
});

const Stack = styled('div')({ display: 'flex', flexDirection: 'column', gap: 12 });
