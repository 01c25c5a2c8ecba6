import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import { styled } from '@mui/material/styles';
import { useEffect, useState } from 'react';
import { enrollments } from '../../../src-shared/devices.ts';
import { filterDevices, useDevices } from '../../stores/devices.ts';
import { modeOf, useGateway } from '../../stores/gateway.ts';
import { text } from '../../text/text.ts';
import { SearchField } from '../../ui/search-field.tsx';
import { useSearchKey } from '../use-search-key.ts';

const { filters, states } = text.devices;
const restMs = 250;

export function DeviceFilters() {
  const filter = useDevices((state) => state.filter);
  const platforms = useDevices((state) => state.list?.platforms);
  const testing = useGateway((state) => modeOf(state.view) === 'test');
  // One that is chosen stays among the choices while the list is read anew.
  const offered = [...new Set([...(platforms ?? []), ...listOf(filter.platform)])];
  return (
    <Row>
      <Words>
        <SearchWords />
      </Words>
      <Choice
        label={filters.verdict}
        any={filters.anyVerdict}
        value={filter.verdict}
        options={[
          ['passes', filters.passes],
          ['blocked', testing ? filters.wouldBlock : filters.blocked],
        ]}
        onChange={(verdict) => filterDevices({ verdict })}
      />
      <Choice
        label={filters.state}
        any={filters.anyState}
        value={filter.enrollment}
        options={enrollments.map((each) => [each, states[each]])}
        onChange={(enrollment) => filterDevices({ enrollment })}
      />
      <Choice
        label={filters.platform}
        any={filters.anyPlatform}
        value={filter.platform}
        options={offered.map((each) => [each, each])}
        onChange={(platform) => filterDevices({ platform })}
      />
    </Row>
  );
}

/** What is typed counts once the typing rests: each change reads the directory. */
function SearchWords() {
  const words = useDevices((state) => state.filter.text ?? '');
  const [typed, setTyped] = useState(words);
  const field = useSearchKey();
  const search = (value: string) =>
    filterDevices({ text: value.trim() === '' ? undefined : value.trim() });
  useEffect(() => {
    if (typed.trim() === (useDevices.getState().filter.text ?? '')) return undefined;
    const timer = setTimeout(() => search(typed), restMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <SearchField
      width="100%"
      label={text.devices.searchLabel}
      placeholder={text.devices.searchHint}
      value={typed}
      onChange={(value) => setTyped(value.slice(0, 256))}
      onSubmit={() => search(typed)}
      shortcut={['/']}
      inputRef={field}
    />
  );
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly any: string;
  readonly value: Value | undefined;
  readonly options: readonly (readonly [Value, string])[];
  readonly onChange: (value: Value | undefined) => void;
}

function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { label, any, value, options, onChange } = props;
  return (
    <Select
      displayEmpty
      value={value ?? ''}
      sx={{ flex: 'none', width: 164 }}
      inputProps={{ 'aria-label': label }}
      onChange={(event) => onChange(options.find(([each]) => each === event.target.value)?.[0])}
    >
      <MenuItem value="">{any}</MenuItem>
      {options.map(([each, words]) => (
        <MenuItem key={each} value={each}>
          {words}
        </MenuItem>
      ))}
    </Select>
  );
}

function listOf<Value>(value: Value | undefined): readonly Value[] {
  return value === undefined ? [] : [value];
}

const Row = styled('div')({ display: 'flex', flexWrap: 'wrap', alignItems: 'flex-start', gap: 8 });

const Words = styled('div')({ flex: '1 1 260px', minWidth: 0 });
