import { startUpstream } from './upstream.ts';
import type { TlsFiles } from './tls-files.ts';

const files = JSON.parse(process.argv[2] ?? 'null') as TlsFiles | null;
void startUpstream(files).then(({ port }) => {
  const url = `http://127.0.0.1:${port}`;
  process.stdout.write(`${JSON.stringify({ event: 'listening', url })}\n`);
});
