import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { styled } from '@mui/material/styles';
import { invalid } from '../../../stores/draft.ts';
import { text } from '../../../text/text.ts';
import { monoText } from '../../../ui/theme/typography.ts';
import { HostResults } from '../host-results.tsx';
import { useHostTest } from '../use-host-test.ts';
import type { FieldProps } from './field-props.ts';

/** A host, which can be tested before it is saved. */
export function HostField({ setting, title, value, wrong, change }: FieldProps) {
  const test = useHostTest();
  const host = value ?? '';
  const isOverride = setting.origin === 'vendor';
  const label = isOverride ? text.settings.hostLabel : text.settings.fields.host(title);
  return (
    <>
      <Line>
        <TextField
          fullWidth
          value={host}
          placeholder={text.settings.hostHint}
          error={wrong}
          sx={{ '& input': monoText }}
          slotProps={{ htmlInput: { 'aria-label': label, spellCheck: false } }}
          onChange={({ target }) => {
            change(target.value);
            test.forget();
          }}
        />
        <Button
          loading={test.state.kind === 'running'}
          disabled={host === '' || invalid(setting.key, value) !== null}
          aria-label={isOverride ? undefined : text.settings.testOf(title)}
          onClick={() => test.run(host)}
        >
          {text.actions.test}
        </Button>
      </Line>
      <HostResults state={test.state} />
    </>
  );
}

const Line = styled('div')({ display: 'flex', gap: 8 });
