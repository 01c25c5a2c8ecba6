import Button from '@mui/material/Button';
import { useGateway } from '../../stores/gateway.ts';
import { setWords, useLog } from '../../stores/log.ts';
import { text } from '../../text/text.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { timeOf } from './gap-text.ts';

/** Why there is no row: each cause has its own words. */
export function LogEmpty() {
  const { words, paused, blockedOnly, loading, problem, lookedBackTo } = useLog();
  const running = useGateway((state) => state.view?.kind === 'running');
  const { empty } = text.log;
  if (loading) return <EmptyState icon="clock" title={text.logPage.loading} text="" />;
  if (words.trim() !== '') {
    const title = problem === null ? empty.filtered.title : text.log.help.problem(problem.word);
    const back = lookedBackTo === null ? null : empty.filtered.backTo(timeOf(lookedBackTo));
    return (
      <EmptyState
        icon="filter"
        title={title}
        text={back ?? text.clients.empty.filtered.text}
        action={<Button onClick={() => setWords('')}>{text.actions.clearFilter}</Button>}
      />
    );
  }
  if (!running) return <EmptyState icon="plug" {...empty.stopped} />;
  if (paused) return <EmptyState icon="pause" {...empty.paused} />;
  if (blockedOnly) return <EmptyState icon="shieldCheck" {...empty.nothing} />;
  return <EmptyState icon="inbox" {...empty.nothingAtAll} />;
}
