import { useGateway } from '../../../stores/gateway.ts';
import { useSecrets } from '../../../stores/secrets.ts';
import { useSettings } from '../../../stores/settings.ts';
import { text } from '../../../text/text.ts';
import type { ShownSecret } from './shown-secrets.ts';

const { removing } = text.secrets;

/** What it would do to the gateway that runs, as a question. */
export function useRemovalQuestion(name: ShownSecret): string {
  const running = useGateway((state) => state.view?.kind === 'running');
  const kerberos = useSettings((state) => inForce(state.settings, 'kcd.enabled') === 'true');
  const tls = useSettings((state) => inForce(state.settings, 'listener.tls'));
  const both = useSecrets(({ held }) =>
    ['kcd.password', 'kcd.keytab'].every((each) => held?.some((one) => one.name === each)),
  );
  if (!running) return removing.stopped;
  if (name === 'listener.pfxPassphrase') {
    return tls?.includes('"pfx"') === true ? removing.pfx : removing.unused;
  }
  if (name.startsWith('uem.')) return removing.uem;
  if (!kerberos) return removing.unused;
  return both ? removing.perhapsKerberos : removing.kerberos;
}

const inForce = (
  settings: ReturnType<typeof useSettings.getState>['settings'],
  key: string,
): string | null => settings?.find((each) => each.key === key)?.inForce ?? null;
