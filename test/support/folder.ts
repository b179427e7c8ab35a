import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';

/** A folder with some files that is gone after the test. */
export interface Folder {
  readonly path: string;
  readonly uri: string;
  write(name: string, content: string | Uint8Array): void;
  /** URI of a file in it. */
  file(name: string): string;
}

/** Makes a folder with files by name and content. */
export function makeFolder(context: TestContext, files: Readonly<Record<string, string | Uint8Array>>): Folder {
  const path = mkdtempSync(join(tmpdir(), 'portolan-test-'));
  context.after(() => rmSync(path, { recursive: true, force: true }));
  const write = (name: string, content: string | Uint8Array) => writeFiles(path, { [name]: content });
  writeFiles(path, files);
  const { href } = pathToFileURL(path);
  return { path, uri: href, write, file: (name) => `${href}/${name}` };
}

/** Writes files by name and content, with the folders that they lie in. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** A Deployment with one container port, as manifests have it. */
export function deployment(name: string, port: string, label = name): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: shop
spec:
  selector:
    matchLabels:
      app: ${label}
  template:
    metadata:
      labels:
        app: ${label}
    spec:
      containers:
        - name: main
          image: example/${name}
          ports:
            - name: ${port}
              containerPort: 8080
`;
}

/** {@link deployment} of one replica. */
export function single(name: string): string {
  return deployment(name, 'http').replace('spec:\n', 'spec:\n  replicas: 1\n');
}

/** A Service that selects by `app` and sends port 80 to a target port. */
export function service(name: string, app: string, targetPort: string): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
  namespace: shop
spec:
  selector:
    app: ${app}
  ports:
    - port: 80
      targetPort: ${targetPort}
`;
}
