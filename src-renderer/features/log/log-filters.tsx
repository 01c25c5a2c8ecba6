import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { styled } from '@mui/material/styles';
import { useEffect, useState } from 'react';
import { reasons } from '../../../src-shared/decision.ts';
import { modeOf, useGateway } from '../../stores/gateway.ts';
import { setBlockedOnly, setWords, useLog } from '../../stores/log.ts';
import { text } from '../../text/text.ts';
import { SearchField } from '../../ui/search-field.tsx';
import { useSearchKey } from '../use-search-key.ts';
import { FilterHelp } from './filter-help.tsx';

const restMs = 250;

export function LogFilters() {
  return (
    <Row>
      <Words>
        <WordsField />
      </Words>
      <ReasonSelect />
      <WhatSwitch />
    </Row>
  );
}

/** What is typed counts once the typing rests: each change asks the journal. */
function WordsField() {
  const words = useLog((state) => state.words);
  const problem = useLog((state) => state.problem);
  const [typed, setTyped] = useState(words);
  const field = useSearchKey();
  useEffect(() => setTyped(words), [words]);
  useEffect(() => {
    if (typed === useLog.getState().words) return undefined;
    const timer = setTimeout(() => setWords(typed), restMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const { help } = text.log;
  const wrong =
    problem === null
      ? undefined
      : [
          help.problem(problem.word),
          ...(problem.meant === null ? [] : [help.meant(`${problem.meant}:`)]),
        ].join(' ');
  return (
    <SearchField
      mono
      width="100%"
      label={text.log.filterLabel}
      placeholder={text.log.filterHint}
      value={typed}
      onChange={setTyped}
      onSubmit={() => setWords(typed)}
      problem={wrong}
      shortcut={['/']}
      inputRef={field}
      end={<FilterHelp />}
    />
  );
}

const reasonWord = /(?:^|\s)reason:(\S*)/;

/** Writes into the filter: what is chosen here is seen there. */
function ReasonSelect() {
  const words = useLog((state) => state.words);
  const named = reasonWord.exec(words)?.[1]?.toUpperCase() ?? '';
  const value: string = reasons.find((reason) => reason === named) ?? '';
  return (
    <Select
      displayEmpty
      value={value}
      sx={{ flex: 'none', width: 190 }}
      inputProps={{ 'aria-label': text.logPage.reasonLabel }}
      onChange={(event) => {
        const rest = words.replace(reasonWord, '').trim();
        const chosen = event.target.value;
        setWords(chosen === '' ? rest : `${rest} reason:${chosen.toLowerCase()}`.trim());
      }}
    >
      <MenuItem value="">{text.logPage.anyReason}</MenuItem>
      {reasons.map((reason) => (
        <MenuItem key={reason} value={reason}>
          {text.reasonShort[reason]}
        </MenuItem>
      ))}
    </Select>
  );
}

function WhatSwitch() {
  const blockedOnly = useLog((state) => state.blockedOnly);
  const testing = useGateway((state) => modeOf(state.view) === 'test');
  return (
    <ToggleButtonGroup
      exclusive
      value={blockedOnly ? 'blocked' : 'all'}
      aria-label={text.logPage.whatIsShown}
      sx={{ flex: 'none' }}
      onChange={(_event, chosen: 'blocked' | 'all' | null) => {
        if (chosen !== null) setBlockedOnly(chosen === 'blocked');
      }}
    >
      <ToggleButton value="blocked" sx={{ whiteSpace: 'nowrap' }}>
        {testing ? text.logPage.wouldBlock : text.log.blockedOnly}
      </ToggleButton>
      <ToggleButton value="all" sx={{ whiteSpace: 'nowrap' }}>
        {text.log.all}
      </ToggleButton>
    </ToggleButtonGroup>
  );
}

const Row = styled('div')({ display: 'flex', flexWrap: 'wrap', alignItems: 'flex-start', gap: 8 });

const Words = styled('div')({ flex: '1 1 260px', minWidth: 0 });
