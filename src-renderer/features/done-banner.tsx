import Button from '@mui/material/Button';
import { ProblemList } from '../app/problem-list.tsx';
import { dismissDone, dismissReadFailure, undo, useClients } from '../stores/clients.ts';
import type { Done } from '../stores/clients.ts';
import { text } from '../text/text.ts';
import { Banner } from '../ui/banner.tsx';
import { formatCount } from '../ui/format/number.ts';

/** What the last allow or block did, and how to undo it; or why it did not work. Apart from it: why the list is old. */
export function DoneBanner() {
  const failure = useClients((state) => state.readFailure);
  return (
    <>
      {failure !== null && (
        <Banner
          announce
          tone="error"
          title={text.clientsPage.unread}
          onDismiss={dismissReadFailure}
          below={<ProblemList problems={failure} />}
        />
      )}
      <OrderBanner />
    </>
  );
}

function OrderBanner() {
  const done = useClients((state) => state.done);
  const failure = useClients((state) => state.orderFailure);
  if (failure !== null) {
    return (
      <Banner announce tone="error" title={text.clientsPage.failed} onDismiss={dismissDone}>
        <ProblemList problems={failure} />
      </Banner>
    );
  }
  if (done === null) return null;
  return (
    <Banner
      announce
      tone={done.warnings.length > 0 ? 'warn' : 'info'}
      title={titleOf(done)}
      onDismiss={dismissDone}
      actions={
        done.action !== 'unset' && (
          <Button onClick={() => void undo(done)}>{text.actions.undo}</Button>
        )
      }
    >
      {done.cut > 0 && text.clientsPage.cutSome(formatCount(done.cut), done.cut === 1)}
      {done.warnings.length > 0 && <ProblemList problems={done.warnings} />}
    </Banner>
  );
}

function titleOf({ action, device, user }: Done): string {
  if (action === 'unset') return text.clientsPage.undone(device, user);
  const words = action === 'allow' ? text.logPage.allowedDone : text.logPage.blockedDone;
  return words(device, user);
}
