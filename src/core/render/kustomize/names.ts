/** namePrefix and nameSuffix. A name keeps where it stands; what was put around it is its second origin. */
import { Text } from '../origin/text.ts';
import type { Item } from '../value.ts';
import { asValue } from './context.ts';
import { changeFields, type FieldSpec } from './fields.ts';
import { type Resource, scalarText } from './resource.ts';

/** Kinds whose names are not the author's to choose. */
function keepsName({ group, kind }: { readonly group: string; readonly kind: string }): boolean {
  return (
    kind === 'CustomResourceDefinition' ||
    kind === 'Namespace' ||
    (group === 'apiregistration.k8s.io' && kind === 'APIService')
  );
}

/** Puts a prefix or suffix to the names of resources. */
export function addAffix(
  resources: readonly Resource[],
  affix: Item,
  side: 'prefix' | 'suffix',
  specs: readonly FieldSpec[],
): void {
  const text = scalarText(affix) ?? '';
  if (text === '') return;
  for (const resource of resources) {
    if (keepsName(resource.originalId)) continue;
    for (const spec of specs) {
      if (spec.path === 'metadata/name') {
        resource.remember();
        if (side === 'prefix') resource.prefixes = [...resource.prefixes, text];
        else resource.suffixes = [...resource.suffixes, text];
        resource.renamedBy = affix.source?.at;
      }
      changeFields(
        resource,
        spec,
        () => affix,
        ({ item }) => affixed(item, text, side, affix),
      );
    }
  }
}

function affixed(item: Item, text: string, side: 'prefix' | 'suffix', affix: Item): Item {
  const source = item.source === undefined ? affix.source : { ...item.source, values: affix.source?.at };
  const own = item.value instanceof Text ? item.value : Text.of(scalarText(item) ?? '', source);
  const name = own.mapSources((each) => (each === undefined ? undefined : { ...each, values: affix.source?.at }));
  const put = Text.of(text, asValue(source));
  return { value: Text.join(side === 'prefix' ? [put, name] : [name, put]), source };
}
