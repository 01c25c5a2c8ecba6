import IconButton from '@mui/material/IconButton';
import Popover from '@mui/material/Popover';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { filterFields } from '../../stores/filter-words.ts';
import { text } from '../../text/text.ts';
import { Icon } from '../../ui/icons/icon.tsx';
import { color } from '../../ui/theme/color.ts';
import { monoText } from '../../ui/theme/typography.ts';

/** The filter language, where one writes it. */
export function FilterHelp() {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const { help } = text.log;
  return (
    <>
      <IconButton
        size="small"
        aria-label={text.logPage.filterHelp}
        aria-haspopup="dialog"
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ width: 24, height: 24 }}
      >
        <Icon name="question" size={16} />
      </IconButton>
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        transformOrigin={{ vertical: 'top', horizontal: 'right' }}
        slotProps={{
          paper: { role: 'dialog', 'aria-label': help.title, sx: { marginTop: '8px' } },
        }}
      >
        <Body>
          <h2>{help.title}</h2>
          <p>{help.intro}</p>
          <dl>
            {filterFields.map((field) => (
              <div key={field}>
                <dt>{`${field}:`}</dt>
                <dd>{help.fields[field]}</dd>
              </div>
            ))}
          </dl>
        </Body>
      </Popover>
    </>
  );
}

const Body = styled('div')({
  width: 380,
  padding: 16,
  '& h2': { margin: '0 0 4px', fontSize: 14, fontWeight: 620 },
  '& p': { margin: '0 0 10px', color: color.muted },
  '& dl': { margin: 0 },
  '& dl > div': { display: 'flex', gap: 12, lineHeight: '24px' },
  '& dt': { ...monoText, lineHeight: '24px', flex: '0 0 76px' },
  '& dd': { margin: 0 },
});
