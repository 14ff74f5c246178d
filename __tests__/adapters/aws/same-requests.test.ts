import { describeWithTerraform } from '../../support/runner/with-terraform.ts';
import { FILES, KEYS } from '../../support/aws/wire/rows/credentials.ts';
import { ROLES } from '../../support/aws/wire/rows/roles.ts';
import { testRows } from '../../support/aws/wire/table.ts';

// One of each kind; `npm run sweep` tries all.
describeWithTerraform('Lockstep asks AWS as plain Terraform does, whatever is set', () => {
  testRows([KEYS, FILES, ROLES].flatMap((rows) => rows.slice(0, 1)));
});
