// @vitest-environment jsdom
import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { serviceStates } from '../../src-shared/contract/calls.ts';
import { show } from '../testing/show.tsx';
import { ClipboardContext } from './clipboard.ts';
import { ConfirmInline } from './confirm-inline.tsx';
import { CopyButton } from './copy-button.tsx';
import { DiffView, pendingLines } from './diff-view.tsx';
import { keyText } from './kbd.tsx';
import { ModeChip } from './mode-chip.tsx';
import { SearchField } from './search-field.tsx';
import { StatusChip } from './status-chip.tsx';
import { TimeText } from './time-text.tsx';

describe('StatusChip', () => {
  it('has words for each state', () => {
    const said = serviceStates.map((state) => {
      const { container, unmount } = show(<StatusChip state={state} />);
      const words = container.textContent;
      unmount();
      return words;
    });
    expect(said).toEqual([
      'Stopped',
      'Starting',
      'Running',
      'Restarting',
      'Finishing open requests',
      'Failed',
    ]);
  });

  it('says why it failed', () => {
    show(<StatusChip state="failed" reason="port 443 is taken" />);
    expect(screen.getByText('Failed: port 443 is taken')).toBeTruthy();
  });
});

it('ModeChip says in test mode that no device is blocked', () => {
  show(<ModeChip mode="test" />);
  expect(screen.getByText('Test: no device is blocked')).toBeTruthy();
});

it('TimeText has the full instant on hover', () => {
  const { container } = show(<TimeText at="2026-11-22T09:02:41.318Z" />);
  expect(container.querySelector('time')?.title).toContain('2026-11-22T09:02:41.318Z');
});

it('TimeText shows what is no instant as it is', () => {
  expect(show(<TimeText at="soon" />).container.textContent).toBe('soon');
});

describe('ConfirmInline', () => {
  it('does nothing before it was asked twice', () => {
    const done = vi.fn();
    show(
      <ConfirmInline label="Block" question="Block it?" confirm="Yes, block" onConfirm={done} />,
    );
    fireEvent.click(screen.getByText('Block'));
    expect(done).not.toHaveBeenCalled();
    fireEvent.keyDown(screen.getByRole('group'), { key: 'Escape' });
    expect(screen.queryByText('Block it?')).toBeNull();
    fireEvent.click(screen.getByText('Block'));
    expect(document.activeElement?.textContent).toBe('Yes, block');
    fireEvent.click(screen.getByText('Yes, block'));
    expect(done).toHaveBeenCalledOnce();
  });
});

describe('CopyButton', () => {
  it('says whether it worked', async () => {
    const copy = vi.fn((value: string) =>
      value === 'a' ? Promise.resolve() : Promise.reject(new Error('denied')),
    );
    show(
      <ClipboardContext value={copy}>
        <CopyButton wide value="a" label="user" />
        <CopyButton wide value={() => 'b'} label="device" />
      </ClipboardContext>,
    );
    fireEvent.click(screen.getByText('Copy user'));
    await screen.findByText('Copied');
    fireEvent.click(screen.getByText('Copy device'));
    await screen.findByText(/^Not copied/);
    expect(copy.mock.calls).toEqual([['a'], ['b']]);
  });
});

it('SearchField is cleared by Escape, which then goes no further', () => {
  const changed = vi.fn();
  const beyond = vi.fn();
  show(
    <div onKeyDown={beyond}>
      <SearchField label="Find" value="x" onChange={changed} />
    </div>,
  );
  fireEvent.keyDown(screen.getByRole('textbox'), { key: 'Escape' });
  expect(changed).toHaveBeenCalledWith('');
  expect(beyond).not.toHaveBeenCalled();
});

it('DiffView says what was added and removed', () => {
  const lines = pendingLines([
    { key: 'a', inForce: 'false', saved: 'true' },
    { key: 'b', inForce: null, saved: '1' },
  ]);
  show(<DiffView lines={lines} />);
  const said = screen.getAllByRole('listitem').map(({ textContent }) => textContent);
  expect(said).toEqual(['−removeda=false', '+addeda=true', '+addedb=1']);
});

it('keys have the names of the keyboard in front of one', () => {
  expect(keyText('mod', false)).toBe('Ctrl');
  expect(keyText('mod', true)).toBe('⌘');
  expect(keyText('K', true)).toBe('K');
});
