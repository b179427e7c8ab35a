import { pathToFileURL } from 'node:url';
import { LspClient } from '../support/lsp-client.ts';

/**
 * How long an editor waits for the first findings of a folder: from the start of the bundled server's process, over standard
 * input and output, to the first diagnostics that it publishes. The folder has to have findings.
 */
export async function measureServerStart(folder: string): Promise<{ milliseconds: number }> {
  const cleanups: (() => unknown)[] = [];
  const started = performance.now();
  const client = await LspClient.start({ after: (cleanup) => cleanups.push(cleanup) }, [pathToFileURL(folder).href]);
  await client.until(() => client.received.includes('textDocument/publishDiagnostics') || undefined);
  const milliseconds = performance.now() - started;
  await client.stop();
  for (const cleanup of cleanups) cleanup();
  return { milliseconds };
}
