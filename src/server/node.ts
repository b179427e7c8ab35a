import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { allRules } from '../core/rules/all.ts';
import { nodeHost } from './node/host.ts';
import { startServer } from './server.ts';

// Speaks over what the command line says: `--node-ipc` for the extension, `--stdio` for everybody else.
startServer(createConnection(ProposedFeatures.all), nodeHost, allRules);
