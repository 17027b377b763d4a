import { parseSync } from 'oxc-parser';

/** What a source file refers to outside itself. */
export interface References {
  /** Module specifiers of every import, re-export, dynamic import and import type. */
  readonly modules: readonly string[];
  /** Names used as free-standing identifiers or as `Math.random`-like members, for the check on impure globals. */
  readonly globals: ReadonlySet<string>;
}

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** Reads a TypeScript file's references from its syntax tree, type imports included. */
export function readReferences(file: string, source: string): References {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]?.message ?? ''}`);
  const modules: string[] = [];
  const globals = new Set<string>();
  const declared = new Set<string>();

  visit(program as unknown as Node, undefined, (node, parent) => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) modules.push(specifier);
    if (node.type === 'Identifier' && parent !== undefined) {
      if (declares(parent, node)) declared.add(nameOf(node));
      else if (!namesMember(parent, node)) globals.add(nameOf(node));
    }
    if (node.type === 'MemberExpression') globals.add(memberName(node));
  });
  for (const name of declared) globals.delete(name);
  return { modules, globals };
}

function specifierOf(node: Node): string | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return literal(node['source']) ?? literal(node['argument']);
    case 'TSExternalModuleReference':
      return literal(node['expression']);
    default:
      return undefined;
  }
}

function literal(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  const { type, value, literal: inner } = node as Node;
  if (type === 'TSLiteralType') return literal(inner);
  return type === 'Literal' && typeof value === 'string' ? value : undefined;
}

/** Whether an identifier stands where a name is bound (parameter, variable, import, type), not used. */
function declares(parent: Node, node: Node): boolean {
  if (['VariableDeclarator', 'FunctionDeclaration', 'ClassDeclaration'].includes(parent.type) && parent['id'] === node)
    return true;
  if (parent.type.startsWith('Import') && parent.type.endsWith('Specifier')) return true;
  if (['TSTypeAliasDeclaration', 'TSInterfaceDeclaration'].includes(parent.type)) return parent['id'] === node;
  // Functions, and function types and signatures too.
  if (Array.isArray(parent['params']) && parent['params'].includes(node)) return true;
  return ['ArrayPattern', 'RestElement', 'TSParameterProperty'].includes(parent.type);
}

/** Whether an identifier is only a member's or property's name. */
function namesMember(parent: Node, node: Node): boolean {
  if (parent.type === 'MemberExpression') return parent['property'] === node && parent['computed'] !== true;
  return parent['key'] === node && parent['computed'] !== true && parent['shorthand'] !== true;
}

function memberName(node: Node): string {
  return [node['object'], node['property']].map(nameOf).join('.');
}

function nameOf(node: unknown): string {
  const name = typeof node === 'object' && node !== null ? (node as Node)['name'] : undefined;
  return typeof name === 'string' ? name : '';
}

function visit(node: Node, parent: Node | undefined, enter: (node: Node, parent: Node | undefined) => void): void {
  enter(node, parent);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === 'object' && child !== null && 'type' in child) visit(child as Node, node, enter);
    }
  }
}
