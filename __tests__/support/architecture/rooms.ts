import { posix } from 'node:path';

import type { Graph } from './imports.ts';

/** More than this cannot be taken in at a glance. */
export const MOST_ENTRIES = 16;

/** What rooms are named after: the same thing has the same name in the domain, in jobs and on pages. */
const SUBJECTS = [
  ...['run', 'stack', 'state', 'secrets', 'events', 'turn', 'lock', 'plan', 'review', 'apply'],
  ...['finish', 'cleanup', 'unlock', 'sweep', 'doctor', 'comment'],
];
const FLOORS = ['domain', 'jobs', 'render'];
const MIRRORED = [...FLOORS, 'adapters', 'config', 'ports'];

/** Circles of imports: first those between files, then those between rooms of one folder. */
export function findCircles(graph: Graph): readonly string[] {
  const folders = foldersOf([...graph.keys()]);
  return [
    ...circlesIn(graph).map((circle) => `files import in a circle: ${circle.join(', ')}`),
    ...folders.flatMap((folder) =>
      circlesIn(roomsOf(folder, graph)).map((circle) => `rooms of ${folder} import in a circle: ${circle.join(', ')}`),
    ),
  ];
}

/**
 * Which rooms of a folder import which. A subfolder with all that is in it is one room, and so are the folder's own files
 * together, under the name of the folder.
 */
export function roomsOf(folder: string, graph: Graph): Graph {
  const roomOf = (file: string): string | undefined => {
    if (!file.startsWith(`${folder}/`)) return undefined;
    const [first = '', ...rest] = file.slice(folder.length + 1).split('/');
    return rest.length === 0 ? folder : `${folder}/${first}`;
  };
  return mapGraph(graph, roomOf);
}

/** The same graph between what `nameOf` puts the nodes into; undefined leaves one out. */
export function mapGraph(graph: Graph, nameOf: (node: string) => string | undefined): Graph {
  const mapped = new Map<string, Set<string>>();
  for (const [node, targets] of graph) {
    const name = nameOf(node);
    if (name === undefined) continue;
    const names = mapped.get(name) ?? new Set();
    mapped.set(name, names);
    for (const target of targets) {
      const targetName = nameOf(target);
      if (targetName !== undefined && targetName !== name) names.add(targetName);
    }
  }
  return mapped;
}

/** Everything that a node leads to, itself only where there is a circle. */
export function reachOf(node: string, graph: Graph): ReadonlySet<string> {
  const reached = new Set(graph.get(node));
  for (const next of reached) for (const target of graph.get(next) ?? []) reached.add(target);
  return reached;
}

/** Nodes that lead to themselves, those of one circle together. */
function circlesIn(graph: Graph): readonly (readonly string[])[] {
  const reach = new Map([...graph.keys()].map((node) => [node, reachOf(node, graph)]));
  const inCircles = [...reach].filter(([node, reached]) => reached.has(node));
  const circles = inCircles.map(([node, reached]) =>
    [...reached].filter((other) => reach.get(other)?.has(node) === true).toSorted(),
  );
  return [...new Map(circles.map((circle) => [circle.join(), circle])).values()];
}

/** Folders that show more than anyone takes in. */
export function findCrowds(files: readonly string[]): readonly string[] {
  return foldersOf(files).flatMap((folder) => {
    const entries = new Set(
      files.filter((file) => file.startsWith(`${folder}/`)).map((file) => file.slice(folder.length + 1).split('/')[0]),
    );
    return entries.size > MOST_ENTRIES ? [`${folder} shows ${entries.size} entries`] : [];
  });
}

/** Rooms that are not named after a subject, on every floor of `src` and of its mirror in `__tests__`. */
export function findStrangeRooms(files: readonly string[]): readonly string[] {
  return foldersOf(files).flatMap((folder) => {
    const [, floor = '', ...rooms] = folder.split('/');
    const isStrange = FLOORS.includes(floor) && (rooms.length > 1 || rooms.some((room) => !SUBJECTS.includes(room)));
    return isStrange ? [`${folder} is not named after a subject`] : [];
  });
}

/** Tests that do not stand where their source does. */
export function findLostTests(files: readonly string[]): readonly string[] {
  const sources = files.filter((file) => file.startsWith('src/'));
  const folders = foldersOf(sources);
  return files.flatMap((file) => {
    const [root, layer = ''] = file.split('/');
    if (root !== '__tests__' || !MIRRORED.includes(layer) || !file.endsWith('.test.ts')) return [];
    const mirrored = file.replace('__tests__', 'src').replace('.test.ts', '.ts');
    const named = sources.filter(
      (source) => source.startsWith(`src/${layer}/`) && posix.basename(source) === posix.basename(mirrored),
    );
    if (named.length > 0 && !named.includes(mirrored)) return [`${file} tests ${named.join(', ')}`];
    return folders.includes(posix.dirname(mirrored)) ? [] : [`${file} stands in no room of src`];
  });
}

/** Every folder that holds one of the files, at any depth. */
function foldersOf(files: readonly string[]): readonly string[] {
  const above = (file: string): readonly string[] => {
    const folder = posix.dirname(file);
    return folder === '.' ? [] : [folder, ...above(folder)];
  };
  return [...new Set(files.flatMap(above))].toSorted();
}
