/** The syntax tree of templates, with the positions and the written form of Go 1.26's text/template/parse (node.go). */
import { quote } from '../go/quote.ts';
import { trimmedRange } from '../go/unicode.ts';

/** What all nodes have, in UTF-16 units of the template. */
interface Place {
  /** Where Go says that the node is: of a chain of fields at its second one. */
  readonly pos: number;
  readonly start: number;
  readonly end: number;
}

export interface FieldNode extends Place {
  readonly kind: 'field';
  readonly names: readonly string[];
}

export interface VariableNode extends Place {
  readonly kind: 'variable';
  /** With its `$`. */
  readonly name: string;
  readonly fields: readonly string[];
}

/** Fields of anything else: `(f .x).y.z`. */
export interface ChainNode extends Place {
  readonly kind: 'chain';
  readonly of: Operand;
  readonly names: readonly string[];
}

export interface IdentifierNode extends Place {
  readonly kind: 'identifier';
  readonly name: string;
}

export interface NumberNode extends Place {
  readonly kind: 'number';
  readonly text: string;
  readonly int: bigint | undefined;
  readonly float: number;
  /** What it is where nothing asks for a type; none where it overflows. */
  readonly ideal: bigint | number | undefined;
}

export interface StringNode extends Place {
  readonly kind: 'string';
  readonly quoted: string;
  readonly text: string;
}

export interface BoolNode extends Place {
  readonly kind: 'bool';
  readonly value: boolean;
}

export interface DotNode extends Place {
  readonly kind: 'dot';
}

export interface NilNode extends Place {
  readonly kind: 'nil';
}

export interface PipeNode extends Place {
  readonly kind: 'pipe';
  readonly isAssign: boolean;
  /** The variables that are declared or assigned. */
  readonly variables: readonly VariableNode[];
  readonly commands: readonly CommandNode[];
}

export type Operand =
  | FieldNode
  | VariableNode
  | ChainNode
  | IdentifierNode
  | NumberNode
  | StringNode
  | BoolNode
  | DotNode
  | NilNode
  | PipeNode;

export interface CommandNode extends Place {
  readonly kind: 'command';
  /** The first one is what is called or taken. */
  readonly words: readonly [Operand, ...Operand[]];
}

export interface TextNode extends Place {
  readonly kind: 'text';
  readonly text: string;
}

/** A node that is written in delimiters of its own: `start` and `end` are the whole action. */
export interface ActionNode extends Place {
  readonly kind: 'action';
  readonly pipe: PipeNode;
}

export interface BranchNode extends Place {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipe: PipeNode;
  readonly list: ListNode;
  readonly otherwise: ListNode | undefined;
}

export interface TemplateNode extends Place {
  readonly kind: 'template';
  readonly name: string;
  readonly pipe: PipeNode | undefined;
}

export interface LeaveNode extends Place {
  readonly kind: 'break' | 'continue';
}

export interface ListNode extends Place {
  readonly kind: 'list';
  readonly nodes: readonly Node[];
}

/** What stands in the text of a template. */
export type Node = TextNode | ActionNode | BranchNode | TemplateNode | LeaveNode;

/** Everything that a message may point at. */
export type AnyNode = Node | ListNode | CommandNode | Operand;

/** Whether nothing but space and definitions is written (`IsEmptyTree`). */
export function isEmpty(list: ListNode): boolean {
  return list.nodes.every((node) => node.kind === 'text' && trimmedRange(node.text)[0] === node.text.length);
}

/** A node as Go writes it in messages. */
export function written(node: AnyNode): string {
  switch (node.kind) {
    case 'field':
      return node.names.map((name) => `.${name}`).join('');
    case 'variable':
      return [node.name, ...node.fields].join('.');
    case 'chain':
      return [argument(node.of), ...node.names].join('.');
    case 'identifier':
      return node.name;
    case 'number':
    case 'text':
      return node.text;
    case 'string':
      return node.quoted;
    case 'bool':
      return String(node.value);
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'command':
      return node.words.map(argument).join(' ');
    case 'pipe': {
      const names = node.variables.map(written).join(', ');
      const declared = names === '' ? '' : `${names} ${node.isAssign ? '=' : ':='} `;
      return declared + node.commands.map(written).join(' | ');
    }
    case 'list':
      return node.nodes.map(written).join('');
    case 'action':
      return `{{${written(node.pipe)}}}`;
    case 'template':
      return `{{template ${quote(node.name)}${node.pipe === undefined ? '' : ` ${written(node.pipe)}`}}}`;
    case 'break':
    case 'continue':
      return `{{${node.kind}}}`;
    default: {
      const otherwise = node.otherwise === undefined ? '' : `{{else}}${written(node.otherwise)}`;
      return `{{${node.kind} ${written(node.pipe)}}}${written(node.list)}${otherwise}{{end}}`;
    }
  }
}

function argument(node: Operand): string {
  return node.kind === 'pipe' ? `(${written(node)})` : written(node);
}
