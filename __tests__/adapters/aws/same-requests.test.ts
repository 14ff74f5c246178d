import { describeWithTerraform } from '../../support/runner/with-terraform.ts';
import { CREDENTIALS } from '../../support/aws/wire/rows/credentials.ts';
import { testRows } from '../../support/aws/wire/table.ts';

describeWithTerraform('Lockstep asks AWS as plain Terraform does, whatever is set', () => {
  testRows(CREDENTIALS.slice(0, 4));
});
