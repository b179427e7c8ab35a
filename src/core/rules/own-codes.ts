/** A code that belongs to the tool itself, not to a rule about manifests. */
export interface OwnCode {
  readonly code: string;
  readonly name: string;
  readonly summary: string;
}

/** Codes KN001–KN099. */
export const ownCodes: readonly OwnCode[] = [
  { code: 'KN001', name: 'syntax', summary: 'The text is not valid YAML or JSON, or a key stands twice.' },
  { code: 'KN002', name: 'wrong-type', summary: 'A field has a value of the wrong type; the API server refuses it.' },
  {
    code: 'KN003',
    name: 'limit',
    summary: 'A file or document is too large, nests too deep or cannot be read, and is left out.',
  },
  { code: 'KN004', name: 'suppression-unused', summary: 'A suppression hides nothing.' },
  {
    code: 'KN007',
    name: 'configuration',
    summary: 'The configuration file .portolan.yaml says something Portolan does not understand.',
  },
];
