import {
  type ClientCapabilities,
  CodeActionKind,
  type InitializeParams,
  type InitializeResult,
  MarkupKind,
  PositionEncodingKind,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import type { InitializationOptions } from '../protocol/requests.ts';
import type { Abilities } from './convert.ts';

/** What the server goes by after the handshake. */
export interface Agreement {
  readonly abilities: Abilities;
  /** Whether the client asks for diagnostics instead of getting them. */
  readonly pull: boolean;
  /** Whether the client is Portolan's own. */
  readonly own: boolean;
  readonly client: ClientCapabilities;
}

/** Reads what the client can do and wants. */
export function agree({ capabilities, initializationOptions }: InitializeParams): Agreement {
  const options = readOptions(initializationOptions);
  return {
    abilities: {
      markdown: capabilities.textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) === true,
      rulePages: options.rulePages,
      commands: options.commands === true,
    },
    own: options.commands === true,
    pull: capabilities.textDocument?.diagnostic !== undefined && options.pushDiagnostics !== true,
    client: capabilities,
  };
}

/** What the server offers. */
export function offer({ pull }: Agreement, version: string): InitializeResult {
  return {
    serverInfo: { name: 'Portolan', version },
    capabilities: {
      positionEncoding: PositionEncodingKind.UTF16,
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      hoverProvider: true,
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
      documentLinkProvider: {},
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      ...(pull
        ? {
            diagnosticProvider: { identifier: 'portolan', interFileDependencies: true, workspaceDiagnostics: true },
          }
        : {}),
    },
  };
}

function readOptions(value: unknown): InitializationOptions {
  if (typeof value !== 'object' || value === null) return {};
  const { pushDiagnostics, commands, rulePages } = value as Record<string, unknown>;
  return {
    pushDiagnostics: pushDiagnostics === true,
    commands: commands === true,
    ...(typeof rulePages === 'string' ? { rulePages } : {}),
  };
}
