import { graphOf, type Graph } from '../__tests__/support/architecture/imports.ts';
import { mapGraph, reachOf, roomsOf } from '../__tests__/support/architecture/rooms.ts';
import { listFiles, readTree } from '../__tests__/support/architecture/tree.ts';

/** What stands in a box beside its name. */
const LABELS: Readonly<Record<string, string>> = {
  'src/index.ts': 'starts main or post, the last catch',
  'src/main.ts': 'a run',
  'src/post.ts': 'its end, when it is cut off',
  'src/session.ts': 'what both need',
  'src/task.ts': 'what is asked for',
  'src/wiring.ts': 'builds the adapters',
  'src/config': 'inputs, event, context',
  'src/jobs': 'what a run does, step by step',
  'src/render': 'outcomes as Markdown',
  'src/ports': 'narrow interfaces',
  'src/domain': 'pure rules',
  'src/adapters': 'AWS, GitHub, Terraform, the runner',
};

/** The drawings of docs/architecture.md by their names, as Mermaid, from the imports of `src`. */
export async function drawImports(): Promise<Readonly<Record<string, string>>> {
  const graph = graphOf(await readTree(await listFiles('src')));
  return {
    layers: draw(layersOf(graph), 'src'),
    jobs: draw(roomsOf('src/jobs', graph), 'src/jobs'),
    domain: draw(roomsOf('src/domain', graph), 'src/domain'),
    adapters: draw(roomsOf('src/adapters', graph), 'src/adapters'),
  };
}

/** Layers, and each file beside them by itself. */
function layersOf(graph: Graph): Graph {
  return mapGraph(graph, (file) => file.split('/').slice(0, 2).join('/'));
}

/** Leaves out each arrow that a longer way says, too. */
function draw(rooms: Graph, folder: string): string {
  const boxes = [...rooms.keys()].map((room) => {
    const own = room === folder ? 'its own files' : room.slice(folder.length + 1);
    const name = room.endsWith('.ts') || room === folder ? own : `${own}/`;
    const label = LABELS[room];
    return `  ${idOf(room)}["${name}${folder !== 'src' || label === undefined ? '' : `<br>${label}`}"]`;
  });
  const arrows = [...rooms].flatMap(([room, targets]) =>
    [...targets]
      .filter((target) => [...targets].every((other) => !reachOf(other, rooms).has(target)))
      .toSorted()
      .map((target) => `  ${idOf(room)} --> ${idOf(target)}`),
  );
  return ['```mermaid', 'flowchart LR', ...boxes, ...arrows, '```'].join('\n');
}

function idOf(room: string): string {
  return room.replaceAll(/[/.]/g, '_');
}
