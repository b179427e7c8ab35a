import type { Random } from '../../../support/random.ts';

const pieces = [
  ...[
    '{{',
    '}}',
    '{{-',
    '-}}',
    '{{ end }}',
    '{{ range .Values }}',
    '{{ if',
    '|',
    '"',
    '`',
    '(',
    ')',
    ':',
    '\n',
    '  ',
    '- ',
  ],
  ...[
    '&a ',
    '*a',
    '<<: ',
    '{',
    '[',
    '%',
    '!',
    '---\n',
    '\u2028',
    '\0',
    '😀',
    '\t',
    '$',
    '{{ $x := ',
    '1e999',
    '0x',
    'null',
  ],
  ...['{{ . }}', '{{ toYaml . }}', '{{ tpl (toYaml .Values) . }}', '{{ set . "Values" . }}', '{{ include "x" . }}'],
  ...[
    'dependencies:\n- name: child\n',
    'global: 1\n',
    'alias: a\n',
    'import-values: [x]\n',
    'condition: a.b\n',
    '**',
    '!*',
  ],
];

/** A text with a few cuts, insertions and repetitions. */
export function mutated(text: string, random: Random): string {
  let result = text;
  for (let rounds = 1 + random.below(4); rounds > 0; rounds--) {
    const at = random.below(result.length + 1);
    const [before, behind] = [result.slice(0, at), result.slice(at)];
    switch (random.below(4)) {
      case 0:
        result = before + behind.slice(random.below(30));
        break;
      case 1:
        result = before + random.pick(pieces) + behind;
        break;
      case 2:
        result = before;
        break;
      default:
        result = before + result.slice(random.below(result.length + 1)) + behind;
    }
  }
  return result;
}
