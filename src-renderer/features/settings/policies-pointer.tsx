import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { Link as RouteLink } from 'react-router';
import { pathOf } from '../../app/places.ts';
import { text } from '../../text/text.ts';
import { color } from '../../ui/theme/color.ts';

const words = text.policies.settingsPointer;

/** The compliance policies are on a page of their own, which edits the same draft. */
export function PoliciesPointer() {
  return (
    <Root>
      <div>
        <h3>{words.title}</h3>
        <p>{words.text}</p>
      </div>
      <Button component={RouteLink} to={pathOf.policies}>
        {words.go}
      </Button>
    </Root>
  );
}

const Root = styled('div')({
  display: 'flex',
  alignItems: 'center',
  justifyContent: 'space-between',
  gap: 24,
  padding: '14px 20px',
  '& + *': { borderTop: `1px solid ${color.line}` },
  '& h3': { margin: 0, fontSize: 14, fontWeight: 620, lineHeight: '20px' },
  '& p': { margin: '2px 0 0', maxWidth: 660, color: color.muted, lineHeight: '19px' },
  '& a': { flex: 'none' },
});
