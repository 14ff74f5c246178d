import { NETWORK } from '../../support/aws/wire/rows/network.ts';
import { testRows } from '../../support/aws/wire/table.ts';
import { describeWithTerraform } from '../../support/runner/with-terraform.ts';

describeWithTerraform('Lockstep reaches AWS by the way that plain Terraform takes, whatever is set', () => {
  testRows(NETWORK);
});
