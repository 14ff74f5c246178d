import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resource } from './stage.ts';

/** Another stack's state over HTTP, which is not answered before it is let go: no signal interrupts who reads it. */
export interface SlowState extends AsyncDisposable {
  readonly isAsked: () => boolean;
  readonly letGo: () => void;
  /** A data source that reads it, after everything named there is made. */
  readonly dataSource: (dependsOn?: readonly string[]) => string;
  /**
   * A data source `heeded` that reads on once this is read: for what is not to be made after an interrupt. Terraform says that
   * it has one before all of it knows. Names what this is read after, too: Terraform 1.5 reads it in its plan where all
   * that it depends on are data sources.
   */
  readonly heeded: (dependsOn: readonly string[]) => string;
  /** Makes `done`, then reads this, then would make `never`. */
  readonly module: string;
}

/** All of Terraform knows of its interrupt by then, on a busy machine too: between the word of it and that there is nothing to wait for. */
const HEEDED_AFTER_MS = 2000;

export async function openSlowState(): Promise<SlowState> {
  const { promise: released, resolve: letGo } = Promise.withResolvers<undefined>();
  let asked = false;
  const server: Server = createServer((request, response) => {
    const answer = (): void => {
      response.end(JSON.stringify({ version: 4, serial: 1, lineage: 'other', outputs: {}, resources: [] }));
    };
    if (request.url === '/heeded') {
      setTimeout(answer, HEEDED_AFTER_MS);
      return;
    }
    asked = true;
    void released.then(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const read = (name: string, dependsOn: readonly string[]): string =>
    `data "terraform_remote_state" "${name}" {
  backend    = "http"
  config     = { address = "${url}/${name}" }
  depends_on = [${dependsOn.join(', ')}]
}
`;
  const dataSource = (dependsOn: readonly string[] = []): string => read('slow', dependsOn);
  const heeded = (dependsOn: readonly string[]): string =>
    read('heeded', ['data.terraform_remote_state.slow', ...dependsOn]);
  const afterDone = ['terraform_data.done'];
  return {
    isAsked: () => asked,
    letGo: () => {
      letGo(undefined);
    },
    dataSource,
    heeded,
    module: `${resource('done', 'made')}${dataSource(afterDone)}${heeded(afterDone)}resource "terraform_data" "never" {
  input      = "not made"
  depends_on = [data.terraform_remote_state.heeded]
}
`,
    [Symbol.asyncDispose]: async () => {
      letGo(undefined);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
