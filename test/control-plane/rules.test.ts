import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { allRules } from '../../src/core/rules/all.ts';
import { example } from '../support/fixes.ts';
import { lacking } from '../support/needs.ts';
import { goLacking } from './build.ts';
import { type Answer, type ApiObject, collectionOf } from './client.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';

const lacks = goLacking();

suite('the examples of the rules’ pages', { timeout: 300_000 }, () => {
  let plane: ControlPlane;

  before(async () => {
    if (lacks === undefined) plane = await startControlPlane({ definitions: true });
  });

  after(async () => plane?.stop());

  test('what a rule calls refused, the API server refuses', async (context) => {
    if (lacks !== undefined) return lacking(context, lacks);
    const accepted: string[] = [];
    for (const { code, refused } of allRules)
      if (refused === true && (await refusals(example(code, 'Bad'))).length === 0) accepted.push(code);
    assert.deepEqual(accepted, []);
  });

  test('what a rule calls good, the API server accepts', async (context) => {
    if (lacks !== undefined) return lacking(context, lacks);
    const wrong: string[] = [];
    for (const { code } of allRules)
      for (const answer of await refusals(example(code, 'Good'))) wrong.push(`${code}: ${answer}`);
    assert.deepEqual(wrong, []);
  });

  /**
   * The server's words about each object of an example that it refuses. They are created one after the other and removed at
   * the end, because a dry run does not look at node ports.
   */
  async function refusals(yaml: string): Promise<readonly string[]> {
    // Configurations of programs are no objects.
    const objects = parseAllDocuments(yaml)
      .map((document) => document.toJS() as ApiObject)
      .filter(({ metadata }) => metadata !== undefined);
    for (const namespace of new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? [])))
      await plane.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    const answers: string[] = [];
    const created: ApiObject[] = [];
    for (const object of objects) {
      const { ephemeralContainers, ...spec } = (object.spec ?? {}) as Readonly<Record<string, unknown>>;
      // Without its controller nothing would finish the removal of a namespace.
      const stays = object.kind === 'Namespace';
      let answer = await plane.client.create(ephemeralContainers === undefined ? object : { ...object, spec }, stays);
      if (answer.status < 300 && !stays) {
        created.push(object);
        if (ephemeralContainers !== undefined) answer = await debug(object, ephemeralContainers);
      }
      const { status, body } = answer;
      // What plugins define is not served.
      if (status < 300 || (status === 404 && object.apiVersion.includes('.')) || (status === 409 && stays)) continue;
      const words = `${object.kind} ${object.metadata.name}: ${body.message ?? body.text}`;
      assert.ok(status === 400 || status === 422, `not served, or there already: ${words}`);
      answers.push(words);
    }
    for (const object of created) {
      const { status, body } = await plane.client.request(
        'DELETE',
        `${collectionOf(object)}/${object.metadata.name}?gracePeriodSeconds=0`,
      );
      assert.ok(status < 300, `${object.kind} ${object.metadata.name} is removed: ${body.message}`);
    }
    return answers;
  }

  /** Ephemeral containers are added to a running pod only. */
  function debug(pod: ApiObject, ephemeralContainers: unknown): Promise<Answer> {
    const path = `${collectionOf(pod)}/${pod.metadata.name}/ephemeralcontainers`;
    return plane.client.request(
      'PATCH',
      path,
      { spec: { ephemeralContainers } },
      'application/strategic-merge-patch+json',
    );
  }
});
