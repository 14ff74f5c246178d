import { readFile } from 'node:fs/promises';
import { argv, env } from 'node:process';
import { openAwsBackend } from '../../../../src/adapters/aws/backend.ts';
import { parseBackendFile } from '../../../../src/adapters/terraform/backend-file.ts';
import { parseToolVersion, type Tool } from '../../../../src/domain/stack/tool.ts';
import { TOOL } from '../../on-path.ts';
import { RunFailure } from '../../../../src/domain/failure.ts';

/**
 * A program of its own, as the SDK reads its environment where it likes: reads the state and its digest with what `init`
 * has left, as a run does, and with `writes` puts the state back. Says how it ended as JSON.
 */
export type Ended =
  | { readonly kind: 'read' }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'defect'; readonly message: string };

const [, , backendFile = '', directory = '', writes = ''] = argv;

async function read(): Promise<Ended> {
  try {
    const init = JSON.parse(await readFile(backendFile, 'utf8')) as { readonly terraform_version?: string };
    const settings = parseBackendFile(init, env, directory);
    const backend = await openAwsBackend(settings, {
      env,
      tool: toolOf(init),
      signal: new AbortController().signal,
      mask: () => undefined,
      warn: () => undefined,
    });
    const state = await backend.objects.get(settings.key);
    await backend.digests.get({ bucket: settings.bucket, key: settings.key, path: settings.key });
    if (writes === 'writes' && state !== undefined) await backend.objects.put(settings.key, state, 'any');
    return { kind: 'read' };
  } catch (error) {
    if (error instanceof RunFailure) return { kind: 'refused', message: error.message };
    return { kind: 'defect', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** Terraform writes its version into what init leaves. */
function toolOf({ terraform_version: version }: { readonly terraform_version?: string }): Tool {
  return parseToolVersion(`Terraform v${version ?? ''}`) ?? { name: TOOL, version: undefined };
}

console.log(JSON.stringify(await read()));
