import { useEffect } from 'react';
import { useLocation, useSearchParams } from 'react-router';
import { settingRowId } from '../../ui/setting-row.tsx';

/** A link to one setting (`?at=KEY`) leads to its row, and into its control. */
export function useAskedRow(loaded: boolean): void {
  const [params] = useSearchParams();
  // The same link, followed again, is another location.
  const { key: visit } = useLocation();
  const at = params.get('at');
  useEffect(() => {
    if (!loaded || at === null) return undefined;
    const row = document.getElementById(settingRowId(at));
    row?.scrollIntoView({ block: 'center' });
    const control = row?.querySelector<HTMLElement>('input, button, textarea, [tabindex="0"]');
    (control ?? row)?.focus({ preventScroll: true });
    row?.setAttribute('data-asked', '');
    return () => row?.removeAttribute('data-asked');
  }, [loaded, at, visit]);
}
