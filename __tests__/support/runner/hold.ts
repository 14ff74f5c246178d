import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkout } from './stage.ts';

/** A person's `terraform apply` that is under way, and holds the state lock until it is let go. */
export interface Hold {
  letGo(): Promise<{ readonly code: number; readonly output: string }>;
}

/**
 * A resource whose creation lasts until the file `let-go` appears in the checkout. Give it to the checkout that
 * `holdLock` is to apply.
 */
export const LASTING_RESOURCE = `resource "terraform_data" "lasting" {
  provisioner "local-exec" {
    command = "touch begun; while [ ! -e let-go ]; do sleep 0.05; done"
  }
}
`;

/** Applies by hand on this key, and returns as soon as Terraform is at work and holds the lock. */
export async function holdLock(checkout: Checkout, key: string): Promise<Hold> {
  const apply = checkout.terraform(key, 'apply', '-auto-approve', '-input=false', '-no-color');

  const begun = join(checkout.folder, 'begun');
  const over = apply.then((ended) => {
    if (!existsSync(begun)) throw new Error(`the apply that was to hold the lock ended: ${ended.output}`);
  });
  while (!existsSync(begun)) {
    await Promise.race([new Promise((resolve) => setTimeout(resolve, 25)), over]);
  }
  return {
    letGo: async () => {
      await writeFile(join(checkout.folder, 'let-go'), '');
      return apply;
    },
  };
}
