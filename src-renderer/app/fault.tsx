import Button from '@mui/material/Button';
import { useRouteError } from 'react-router';
import { text } from '../text/text.ts';
import { Banner } from '../ui/banner.tsx';

/** A page that broke: the frame and the gateway go on. */
export function Fault() {
  const error = useRouteError();
  return (
    <Banner
      announce
      tone="error"
      title={text.app.crashed}
      actions={<Button onClick={() => location.reload()}>{text.app.openAgain}</Button>}
    >
      {text.app.crashedHelp} <code>{error instanceof Error ? error.message : String(error)}</code>
    </Banner>
  );
}
