import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { root } from './sources.ts';

/** What one of the schemas in `media/schemas` says about a value: nothing when it is valid, else where it is not. */
export function schemaErrors(name: string, value: unknown): readonly string[] {
  let validate = validators.get(name);
  if (validate === undefined) {
    const schema = JSON.parse(readFileSync(join(root, 'media/schemas', `${name}.schema.json`), 'utf8'));
    validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);
    validators.set(name, validate);
  }
  validate(value);
  return errorsOf(validate);
}

/** What a compiled schema says about the last value. */
export function errorsOf({ errors }: ValidateFunction): readonly string[] {
  return (errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

const validators = new Map<string, ValidateFunction>();
