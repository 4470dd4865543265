import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
beforeEach(async () => {
  world = await testWorld();
});
afterEach(() => world.close());

describe('the description of the API', () => {
  test('names every route with its permission, fields and answers', async () => {
    const { body } = await world.ask(undefined, 'GET', '/api/v1/openapi.json');

    expect(body.openapi).toBe('3.1.0');
    const references = JSON.stringify(body).match(/"\$ref":"[^"]+"/g);
    expect(new Set(references)).toEqual(new Set(['"$ref":"#/components/schemas/Problem"']));
    const query = body.paths['/api/v1/query'].get;
    expect(query.description).toBe('Permission: targets.read.');
    const metric = query.parameters.find((each: { name: string }) => each.name === 'metric');
    expect(metric).toMatchObject({ in: 'query', required: true, schema: { type: 'string' } });
    const put = body.paths['/api/v1/rules/{id}'].put;
    expect(put.requestBody.content['application/json'].schema.required).toContain('condition');
    expect(put.parameters).toMatchObject([{ name: 'id', in: 'path', required: true }]);
    expect(put.responses['200'].content['application/json'].schema.properties.origin.enum).toContain('own');
    expect(body.paths['/api/v1/session'].post.security).toEqual([]);
  });
});
