import type { Connection, WorkDoneProgressServerReporter } from 'vscode-languageserver';
import type { Folder, ScanProgress, ScanResult } from './folder.ts';
import type { Host } from './host.ts';

/** Scans that take longer than this show their progress; in milliseconds. */
const patience = 400;

/** Scans a folder; a scan that takes a while shows how far it is and can be cancelled. */
export async function scanWithProgress(folder: Folder, connection: Connection, host: Host): Promise<ScanResult> {
  const started = host.now();
  let reporter: WorkDoneProgressServerReporter | undefined;
  let shown = started;
  const progress = async (at: ScanProgress) => {
    const now = host.now();
    if (now - started < patience || now - shown < 100) return;
    shown = now;
    if (reporter === undefined) {
      reporter = await connection.window.createWorkDoneProgress();
      reporter.begin('Portolan', 0, message(at), true);
    } else reporter.report(at.total === undefined ? 0 : Math.floor((100 * at.read) / at.total), message(at));
  };
  try {
    return await folder.scan(() => reporter?.token.isCancellationRequested === true, progress);
  } finally {
    reporter?.done();
  }
}

/** A number with commas. Node's own way to write it loads tables of every language first, for longer than a scan may take. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

function message({ read, total }: ScanProgress): string {
  return total === undefined
    ? `Looking for manifests: ${count(read)}`
    : `Reading manifests ${count(read)} of ${count(total)}`;
}
