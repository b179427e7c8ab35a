import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { root } from './sources.ts';

const folder = join(root, 'media/schemas');

/** The schemas of the repository, which refer to each other. */
const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
for (const name of readdirSync(folder)) ajv.addSchema(JSON.parse(readFileSync(join(folder, name), 'utf8')), name);

/** What one of the schemas in `media/schemas` says about a value: nothing when it is valid, else where it is not. */
export function schemaErrors(name: string, value: unknown): readonly string[] {
  const validate = ajv.getSchema(`${name}.schema.json`);
  if (validate === undefined) throw new Error(`There is no schema ${name}.`);
  validate(value);
  return errorsOf(validate);
}

/** What a compiled schema says about the last value. */
export function errorsOf({ errors }: ValidateFunction): readonly string[] {
  return (errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
