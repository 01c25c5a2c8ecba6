// An ESLint rule of our own: it decides from the written path alone. The resolvers of the known
// plugins pass over an import they cannot resolve (a file not yet there, a `.ts` ending) in
// silence, which opens the wall.

import { builtinModules } from 'node:module';
import { posix, relative, sep } from 'node:path';
import { EDGES, isTest, roomOf, TEST_PACKAGES, TEST_ROOMS } from './rooms.mjs';

/**
 * @param from path of the importing file, relative to the repository, with forward slashes
 * @param specifier what stands between the quotes
 * @param typeOnly whether nothing of it is left at run time
 * @returns why this import is forbidden, or undefined
 */
export function forbidden(from, specifier, typeOnly) {
  const room = roomOf(from);
  if (room === undefined) {
    return from.startsWith('src-main/')
      ? `${from} is in a room that rooms.mjs does not know`
      : undefined;
  }
  const edges = EDGES[room];
  const test = isTest(from);
  return specifier.startsWith('.')
    ? forbiddenFile(from, specifier, { room, edges, test, typeOnly })
    : forbiddenPackage(from, specifier, { room, edges, test });
}

function forbiddenFile(from, specifier, { room, edges, test, typeOnly }) {
  const target = posix.normalize(posix.join(posix.dirname(from), specifier));
  const targetRoom = roomOf(target);
  if (targetRoom === undefined) return `${room} may not import ${target}, which is in no room`;
  if (!/\.(ts|json)$/.test(target) && edges.files?.test(target) !== true) {
    return `write the ending .ts: ${specifier}`;
  }
  if (isTest(target) && !test) return `${target} is for tests only`;
  if (targetRoom === room || targetRoom === 'src-shared') return undefined;
  if (test && TEST_ROOMS.includes(targetRoom)) return undefined;
  if (edges.rooms.includes(targetRoom)) return undefined;
  if (edges.types?.includes(targetRoom)) {
    return typeOnly ? undefined : `${room} may import only types from ${targetRoom}`;
  }
  return `${room} may not import ${targetRoom} (scripts/lint/rooms.mjs says who may)`;
}

function forbiddenPackage(from, specifier, { room, edges, test }) {
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  if (name === 'electron') return edges.electron ? undefined : `only desktop may import electron`;
  if (builtinModules.includes(name)) return `write node:${specifier}`;
  if (name === 'vitest' && from.endsWith('.net.test.ts')) {
    return 'a .net.test.ts file runs on every host: node:test and node:assert only';
  }
  if (test) return undefined;
  if (TEST_PACKAGES.includes(name) || name === 'node:test') return `${name} is for tests only`;
  if (edges.packages === 'npm' && !name.startsWith('node:')) return undefined;
  if (edges.packages === 'all' || edges.packages.includes(name)) return undefined;
  return `${room} may not import ${name}`;
}

/** @type {import('eslint').Rule.RuleModule} */
export const boundaries = {
  meta: { type: 'problem', schema: [], messages: { forbidden: '{{why}}' } },
  create(context) {
    const from = relative(context.cwd, context.filename).split(sep).join('/');
    const check = (source, typeOnly) => {
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
      const why = forbidden(from, source.value, typeOnly);
      if (why !== undefined)
        context.report({ node: source, messageId: 'forbidden', data: { why } });
    };
    return {
      ImportDeclaration: (node) => check(node.source, onlyTypes(node)),
      ExportNamedDeclaration: (node) => check(node.source, onlyTypes(node)),
      ExportAllDeclaration: (node) => check(node.source, node.exportKind === 'type'),
      ImportExpression: (node) => check(node.source, false),
      TSImportType: (node) => check(node.source ?? node.argument?.literal, true),
      CallExpression: (node) => {
        if (node.callee.type === 'Identifier' && node.callee.name === 'require') {
          check(node.arguments[0], false);
        }
      },
    };
  },
};

function onlyTypes(node) {
  if (node.importKind === 'type' || node.exportKind === 'type') return true;
  const parts = node.specifiers ?? [];
  return parts.length > 0 && parts.every((part) => (part.importKind ?? part.exportKind) === 'type');
}
