/**
 * Go's text/template as of Go 1.26: the whole language, its builtin functions and its messages. It differs in three points:
 * imaginary numbers are refused, parentheses and blocks nest 250 deep (Go: 10,000), templates 1,000 deep (Go: 100,000, Helm:
 * 1,000; fewer where the stack of JavaScript ends before). All integers are printed as `int` in messages about types.
 */
export { builtins } from './builtins.ts';
export { type ExecuteOptions, execute } from './execute.ts';
export { parse } from './parse.ts';
export type { Definition, ParsedTemplate } from './parsed.ts';
export { TemplateSet } from './set.ts';
export { withoutNoValue } from './sources.ts';
