/** The tool on which the end-to-end tests run: Terraform, or OpenTofu where `vitest.tofu.config.ts` asks for it. */
export const TOOL = process.env['LOCKSTEP_TEST_TOOL'] === 'tofu' ? 'tofu' : 'terraform';
