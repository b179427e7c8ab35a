import {
  added,
  asBefore,
  become,
  digit,
  numberBecomes,
  protocol,
  removed,
  rewritten,
  typo,
  typoInKey,
  typoInName,
} from '../change.ts';
import { names, numbers, type PathOperator } from '../operator.ts';
import { type Place, scalarAt } from '../place.ts';

type Row = Omit<PathOperator, 'family' | 'kinds' | 'paths'> & { readonly at: string };

const port = 'spec.ports[]';

/** Whether an item is one of several. */
const isOneOfSeveral = ({ list }: Place) => (list?.items.length ?? 0) > 1;

/** A headless Service needs no ports. */
const hasAddress = ({ object }: Place) => scalarAt(object, 'spec', 'clusterIP') !== 'None';

const rows: readonly Row[] = [
  { name: 'selector: value mistyped', at: 'spec.selector.*', change: typo, target: names },
  {
    name: 'selector: value in capitals',
    at: 'spec.selector.*',
    change: rewritten((text) => text.replace(/[a-z]/, (letter) => letter.toUpperCase())),
    target: names,
  },
  { name: 'selector: key mistyped', at: 'spec.selector.*', change: typoInKey, target: names },
  { name: 'selector: a pair that no pod has', at: 'spec.selector', change: added({ track: 'stable' }), target: names },
  { name: 'selector: removed', at: 'spec.selector', change: removed, target: names },
  { name: 'targetPort: number mistyped', at: `${port}.targetPort`, change: digit, target: numbers },
  { name: 'targetPort: name mistyped', at: `${port}.targetPort`, change: typoInName, target: names },
  {
    name: 'targetPort: number quoted',
    at: `${port}.targetPort`,
    change: rewritten((text) => (/^\d+$/.test(text) ? `"${text}"` : undefined)),
    target: names,
  },
  {
    name: 'targetPort: a name that no port has',
    at: `${port}.targetPort`,
    change: numberBecomes('web-port'),
    target: names,
  },
  { name: 'targetPort: removed', at: `${port}.targetPort`, change: removed, target: names },
  { name: 'Service port: number mistyped', at: `${port}.port`, change: digit, target: numbers },
  { name: 'Service port: number out of range', at: `${port}.port`, change: become('70000'), target: names },
  { name: 'Service port: a name for a number', at: `${port}.port`, change: become('http'), target: names },
  {
    name: 'Service port: the number of the one before',
    at: `${port}.port`,
    change: asBefore('port'),
    when: ({ owner, list }) =>
      new Set(list?.items.map((item) => scalarAt(item, 'protocol'))).size === 1 && owner.type === 'map',
    target: names,
  },
  { name: 'Service port: removed', at: `${port}.port`, change: removed, target: names },
  { name: 'Service port: name mistyped', at: `${port}.name`, change: typo, target: names },
  { name: 'Service port: the name of the one before', at: `${port}.name`, change: asBefore('name'), target: names },
  {
    name: 'Service port: name with a capital',
    at: `${port}.name`,
    change: rewritten((text) => text.replace(/[a-z]/, (letter) => letter.toUpperCase())),
    target: names,
  },
  {
    name: 'Service port: one of several without a name',
    at: `${port}.name`,
    change: removed,
    when: isOneOfSeveral,
    target: names,
  },
  { name: 'Service port: another protocol', at: `${port}.protocol`, change: protocol, target: names },
  {
    name: 'Service port: protocol in small letters',
    at: `${port}.protocol`,
    change: rewritten((text) => text.toLowerCase()),
    target: names,
  },
  { name: 'Service: no ports', at: 'spec.ports', change: removed, when: hasAddress, target: names },
  { name: 'Service type: mistyped', at: 'spec.type', change: typo, target: names },
  { name: 'Service type: ExternalName without a name', at: 'spec.type', change: become('ExternalName'), target: names },
  {
    name: 'Service type: ClusterIP with node ports',
    at: 'spec.type',
    change: become('ClusterIP'),
    when: ({ document }) => document.text.includes('nodePort:'),
    target: names,
  },
  { name: 'clusterIP: no address', at: 'spec.clusterIP', change: rewritten(() => '10.96.0'), target: names },
];

/** Mistakes in a Service itself. */
export const serviceOperators: readonly PathOperator[] = rows.map(({ at, ...row }) => ({
  ...row,
  family: 'Service',
  kinds: ['Service'],
  paths: [at],
}));
