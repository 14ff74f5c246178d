data "aws_partition" "current" {}

resource "aws_iam_openid_connect_provider" "github" {
  count = var.create_oidc_provider ? 1 : 0

  url            = "https://${var.oidc_issuer}"
  client_id_list = ["sts.amazonaws.com"]
}

data "aws_iam_openid_connect_provider" "github" {
  count = var.create_oidc_provider ? 0 : 1

  url = "https://${var.oidc_issuer}"
}

locals {
  oidc_provider_arn = one(concat(
    aws_iam_openid_connect_provider.github[*].arn,
    data.aws_iam_openid_connect_provider.github[*].arn,
  ))
}

# Who may do what, and what may expire: all that needs no provider is in there, where a test can run it.
module "policies" {
  source = "./policies"

  partition         = data.aws_partition.current.partition
  bucket            = var.bucket_name
  table             = one([for table in aws_dynamodb_table.locks : { arn = table.arn }])
  use_lockfile      = var.use_lockfile
  kms_key_arn       = var.kms_key_arn
  state_keys        = var.state_keys
  pr_state_key      = var.pr_state_key
  stacks_per_policy = var.stacks_per_policy
  oidc_provider_arn = local.oidc_provider_arn
  oidc_issuer       = var.oidc_issuer
  repository        = var.repository
  apply_branch      = var.apply_branch
  environment       = var.environment
}

resource "aws_iam_role" "plan" {
  name                 = "${var.role_name_prefix}-plan"
  description          = "Plans of pull requests: reads production's states, writes those of pull requests"
  assume_role_policy   = module.policies.plan_role_trust
  max_session_duration = var.max_session_seconds
}

resource "aws_iam_policy" "plan" {
  count = length(module.policies.plan_role)

  name   = "${var.role_name_prefix}-plan-${count.index + 1}"
  policy = module.policies.plan_role[count.index]
}

resource "aws_iam_role_policy_attachment" "plan" {
  count = length(module.policies.plan_role)

  role       = aws_iam_role.plan.name
  policy_arn = aws_iam_policy.plan[count.index].arn
}

resource "aws_iam_role" "apply" {
  name                 = "${var.role_name_prefix}-apply"
  description          = "Applies from ${var.environment == null ? "the branch ${var.apply_branch}" : "the environment ${var.environment}"}: writes production's states"
  assume_role_policy   = module.policies.apply_role_trust
  max_session_duration = var.max_session_seconds
}

resource "aws_iam_policy" "apply" {
  count = length(module.policies.apply_role)

  name   = "${var.role_name_prefix}-apply-${count.index + 1}"
  policy = module.policies.apply_role[count.index]
}

resource "aws_iam_role_policy_attachment" "apply" {
  count = length(module.policies.apply_role)

  role       = aws_iam_role.apply.name
  policy_arn = aws_iam_policy.apply[count.index].arn
}
