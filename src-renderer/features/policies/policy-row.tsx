import IconButton from '@mui/material/IconButton';
import Switch from '@mui/material/Switch';
import Tooltip from '@mui/material/Tooltip';
import { styled } from '@mui/material/styles';
import { useId } from 'react';
import { findMemSetting } from '../../../src-shared/settings/catalogue.ts';
import { text } from '../../text/text.ts';
import { Icon } from '../../ui/icons/icon.tsx';
import { settingRowId } from '../../ui/setting-row.tsx';
import { Tag } from '../../ui/tag.tsx';
import { color } from '../../ui/theme/color.ts';
import { size } from '../../ui/theme/tokens.ts';
import { SettingControl } from '../settings/setting-control.tsx';
import { useValue } from '../settings/use-value.ts';
import { keysOf } from './policy-list.ts';
import type { Policy } from './policy-list.ts';
import { sentenceOf } from './policy-sentence.ts';
import { PolicyFigure } from './policy-figure.tsx';
import { usePolicy } from './use-policy.ts';
import type { PolicyState } from './use-policy.ts';

const words = text.policies;

/** One policy: what it means, whom it stops, its switch; its lists where it has some. */
export function PolicyRow({ policy }: { policy: Policy }) {
  const state = usePolicy(policy);
  const [label, help, body] = [useId(), useId(), useId()];
  const name = words.names[policy.id];
  const fields = fieldsOf(policy, state);
  return (
    <Root id={policy.kind === 'lists' ? undefined : settingRowId(policy.key)} tabIndex={-1}>
      <Head>
        <Words>
          <Title id={label}>{name}</Title>
          <Sentence id={help}>
            {state.isEmpty ? words.emptyLists : sentenceOf(policy, state.valueOf)}
          </Sentence>
        </Words>
        <Side>
          {state.changed && <Changed name={name} onRevert={state.revertAll} />}
          {state.on && !state.isEmpty && <PolicyFigure step={policy.step} />}
          {policy.kind === 'lists' && (
            <IconButton
              size="small"
              aria-label={words.edit(name)}
              aria-expanded={state.open}
              aria-controls={state.open ? body : undefined}
              onClick={() => state.setOpen(!state.open)}
            >
              <Icon name={state.open ? 'chevronUp' : 'chevronDown'} size={16} />
            </IconButton>
          )}
          <Switch
            checked={state.on}
            onChange={(_event, on) => state.toggle(on)}
            slotProps={{
              input: { role: 'switch', 'aria-labelledby': label, 'aria-describedby': help },
            }}
          />
        </Side>
        {policy.kind !== 'lists' && <Fault of={policy.key} />}
      </Head>
      {fields.length > 0 && (
        <Body id={body}>
          {fields.map((key) => {
            const setting = findMemSetting(key);
            return setting && <SettingControl key={key} setting={setting} />;
          })}
        </Body>
      )}
    </Root>
  );
}

/** What stands below: the number while it counts, the lists while somebody looks at them. */
function fieldsOf(policy: Policy, { open, on }: PolicyState): readonly string[] {
  if (policy.kind === 'lists') return open ? keysOf(policy) : [];
  return policy.kind === 'days' && on ? [policy.days] : [];
}

function Changed({ name, onRevert }: { name: string; onRevert: () => void }) {
  return (
    <>
      <Tag tone="warn">{text.setting.changed}</Tag>
      <Tooltip title={text.setting.revert}>
        <IconButton size="small" aria-label={text.setting.revertOf(name)} onClick={onRevert}>
          <Icon name="revert" size={16} />
        </IconButton>
      </Tooltip>
    </>
  );
}

/** What is wrong with the switch itself in the file. */
function Fault({ of }: { of: string }) {
  const { problem } = useValue(of);
  if (problem === null) return null;
  return (
    <Problem role="alert">
      <Icon name="error" size={16} />
      {problem}
    </Problem>
  );
}

const Root = styled('div')({
  '& + &': { borderTop: `1px solid ${color.line}` },
  // Somebody was sent here: it stands out until another one is asked for.
  '&[data-asked]': { boxShadow: `inset 3px 0 ${color.primary}`, background: color.hover },
});

const Head = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 1fr) auto',
  gap: '6px 16px',
  alignItems: 'center',
  padding: '12px 12px 12px 16px',
});

const Words = styled('div')({ minWidth: 0 });

const Title = styled('h3')({ margin: 0, fontSize: 13, fontWeight: 620, lineHeight: '20px' });

const Sentence = styled('p')({
  margin: 0,
  lineHeight: '19px',
  color: color.muted,
  overflowWrap: 'anywhere',
});

const Side = styled('div')({
  display: 'flex',
  alignItems: 'center',
  justifyContent: 'flex-end',
  gap: 8,
  minHeight: size.control,
});

const Body = styled('div')({
  borderTop: `1px solid ${color.line}`,
  background: color.page,
});

const Problem = styled('p')({
  display: 'flex',
  alignItems: 'center',
  gridColumn: '1 / -1',
  gap: 6,
  margin: 0,
  fontSize: 12,
  lineHeight: '18px',
  color: color.blocked,
});
