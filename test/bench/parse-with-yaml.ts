/** The baseline of the cold scan: reads the files of a folder and only parses them, with the package `yaml`. */
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { defaultScan, readText, walk } from '../../src/server/node/scan.ts';

const [folder = '.'] = process.argv.slice(2);
let documents = 0;
for (const path of walk(folder, defaultScan, () => undefined)) {
  const read = readText(join(folder, path));
  if ('text' in read) documents += parseAllDocuments(read.text).length;
}
console.log(`${documents} documents`);
