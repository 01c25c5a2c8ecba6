// @vitest-environment jsdom
import { fireEvent, screen } from '@testing-library/react';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { show } from '../../testing/show.tsx';
import { CommandPalette } from './command-palette.tsx';
import type { Command } from './command-palette.tsx';
import { filterPalette } from './palette-filter.ts';

const commands: readonly Command[] = [
  { id: 'overview', group: 'Pages', title: 'Overview' },
  { id: 'log', group: 'Pages', title: 'Block log', keywords: ['events'] },
  { id: 'restart', group: 'Gateway', title: 'Restart' },
  { id: 'apply', group: 'Gateway', title: 'Apply and restart', unavailable: 'No changes.' },
];
const found = (query: string) => filterPalette(commands, query).map(({ id }) => id);

beforeAll(() => {
  // jsdom has no layout, so nothing to scroll.
  Element.prototype.scrollIntoView = () => undefined;
});

describe('filter', () => {
  it('puts what begins with the words first', () => {
    expect(found('restart')).toEqual(['restart', 'apply']);
    expect(found('lo')).toEqual(['log']);
    expect(found('')).toHaveLength(4);
  });
  it('finds by group and by further words', () => {
    expect(found('events')).toEqual(['log']);
    expect(found('gateway app')).toEqual(['apply']);
    expect(found('zzz')).toEqual([]);
  });
});

describe('palette', () => {
  const open = () => {
    const run = vi.fn();
    const close = vi.fn();
    show(<CommandPalette open commands={commands} onRun={run} onClose={close} />);
    return { run, close, field: screen.getByRole('combobox') };
  };

  it('runs what the keyboard chose', () => {
    const { run, close, field } = open();
    fireEvent.keyDown(field, { key: 'ArrowDown' });
    const chosen = document.getElementById(field.getAttribute('aria-activedescendant') ?? '');
    expect(chosen?.textContent).toBe('Block log');
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(run).toHaveBeenCalledWith('log');
    expect(close).toHaveBeenCalled();
  });

  it('does not run what cannot be run', () => {
    const { run, field } = open();
    fireEvent.keyDown(field, { key: 'ArrowUp' });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(run).not.toHaveBeenCalled();
  });

  it('says when nothing matches', () => {
    const { field } = open();
    fireEvent.change(field, { target: { value: 'zzz' } });
    expect(screen.getByRole('status').textContent).toContain('zzz');
  });
});
