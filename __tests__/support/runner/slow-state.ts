import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resource } from './stage.ts';

/** Another stack's state over HTTP, which is not answered before it is let go: no signal interrupts who reads it. */
export interface SlowState extends AsyncDisposable {
  readonly isAsked: () => boolean;
  readonly letGo: () => void;
  /** A data source that reads it, after everything named there is made. */
  readonly dataSource: (dependsOn?: readonly string[]) => string;
  /** Makes `done`, then reads this, then would make `never`. */
  readonly module: string;
}

export async function openSlowState(): Promise<SlowState> {
  const { promise: released, resolve: letGo } = Promise.withResolvers<undefined>();
  let asked = false;
  const server: Server = createServer((_request, response) => {
    asked = true;
    void released.then(() => {
      response.end(JSON.stringify({ version: 4, serial: 1, lineage: 'other', outputs: {}, resources: [] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/state`;
  const dataSource = (dependsOn: readonly string[] = []): string =>
    `data "terraform_remote_state" "slow" {
  backend    = "http"
  config     = { address = "${url}" }
  depends_on = [${dependsOn.join(', ')}]
}
`;
  return {
    isAsked: () => asked,
    letGo: () => {
      letGo(undefined);
    },
    dataSource,
    module: `${resource('done', 'made')}${dataSource(['terraform_data.done'])}resource "terraform_data" "never" {
  input      = "not made"
  depends_on = [data.terraform_remote_state.slow]
}
`,
    [Symbol.asyncDispose]: async () => {
      letGo(undefined);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
