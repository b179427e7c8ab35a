import type { WireModel } from '../wire.ts';
import { escapeXml } from './escape.ts';

/** What a page that stands alone is made of. */
export interface PageParts {
  readonly title: string;
  /** The interactive map's bundle and style sheet, with the `sha256-…` sources of exactly these texts. */
  readonly script: string;
  readonly scriptHash: string;
  readonly style: string;
  readonly styleHash: string;
  readonly model: WireModel;
}

/** One file with the interactive map, for sending around: nothing is loaded, only the bundled code may run. */
export function toHtml({ title, script, scriptHash, style, styleHash, model }: PageParts): string {
  const policy = `default-src 'none'; script-src '${scriptHash}'; style-src '${styleHash}'`;
  // A data block is no script; still no text of a manifest may end it.
  const data = JSON.stringify(model).replaceAll('<', '\\u003c');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(title)}</title>
<style>${style}</style>
</head>
<body>
<main id="portolan"></main>
<script type="application/json" id="portolan-model">${data}</script>
<script>${script}</script>
</body>
</html>
`;
}
