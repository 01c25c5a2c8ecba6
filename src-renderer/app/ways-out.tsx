import Button from '@mui/material/Button';
import { useEffect, useState } from 'react';
import type { Problem } from '../../src-shared/errors.ts';
import { call } from '../api.ts';
import { useGateway } from '../stores/gateway.ts';
import { adoptPort, putBackVersion } from '../stores/mend.ts';
import { useSettings } from '../stores/settings.ts';
import { text } from '../text/text.ts';

/** For failures that one click mends. Nothing, where only a person knows what is right. */
export function WaysOut({ problems }: { problems: readonly Problem[] }) {
  return (
    <>
      {problems.some(isPort) && (
        <PortOffer about={problems.map(({ message }) => message).join('\n')} />
      )}
      {problems.some(isWholeFile) && <VersionOffer />}
    </>
  );
}

/** Whether there is an offer that is likelier to help than another try. */
export function isMendable(problems: readonly Problem[]): boolean {
  return problems.some(isPort) || problems.some(isWholeFile);
}

function isPort({ code }: Problem): boolean {
  return code === 'PORT_IN_USE' || code === 'PORT_FORBIDDEN';
}

const files = /(?:application\.properties|mem-configuration\.json)$/;

/** The file cannot be read at all, so no setting of it can be mended by itself. */
function isWholeFile({ file, key, severity }: Problem): boolean {
  return severity === 'error' && key === undefined && file !== undefined && files.test(file);
}

function PortOffer({ about }: { about: string }) {
  const [port, setPort] = useState<number | null>(null);
  const stuck = useStuck();
  // Found anew with each failure: somebody may have taken it.
  useEffect(() => {
    let current = true;
    void call('freePort', {}).then((reply) => {
      if (current) setPort(reply.ok ? reply.value.port : null);
    });
    return () => {
      current = false;
    };
  }, [about]);
  if (port === null) return null;
  return (
    <Button
      variant="contained"
      color="primary"
      disabled={stuck}
      onClick={() => void adoptPort(port)}
    >
      {text.failure.portOffer(String(port))}
    </Button>
  );
}

function VersionOffer() {
  const [version, setVersion] = useState<number | null>(null);
  const stuck = useStuck();
  useEffect(() => {
    let current = true;
    void call('soundVersion', {}).then((reply) => {
      if (current && reply.ok) setVersion(reply.value.version);
    });
    return () => {
      current = false;
    };
  }, []);
  if (version === null) return null;
  return (
    <Button
      variant="contained"
      color="primary"
      disabled={stuck}
      onClick={() => void putBackVersion(version)}
    >
      {text.failure.putBackVersion(String(version))}
    </Button>
  );
}

function useStuck(): boolean {
  const writing = useSettings((state) => state.busy);
  const ordered = useGateway((state) => state.assumed !== null);
  return writing || ordered;
}
