# Nothing here needs a provider: `terraform apply` in this folder shows every policy before anything exists.

locals {
  bucket_arn = "arn:${var.partition}:s3:::${var.bucket}"

  # The template is filled as Lockstep fills it: {dir} and {file} are the two halves of production's key, and empty
  # parts of a path are left out.
  pr_templates = {
    for key in var.state_keys : key => join("/", [
      for part in split("/", replace(
        replace(var.pr_state_key, "{dir}", try(regex("^(.*)/", key)[0], "")),
        "{file}", regex("[^/]*$", key)
      )) : part if part != "" && part != "."
    ])
  }

  # What all keys of the pull requests of a stack begin with.
  pr_prefixes = distinct([for template in values(local.pr_templates) : split("{pr}", template)[0]])

  # Beside a state: its lockfile, and the queue of a pull request where there is no table to keep that in. Production's
  # queue has its place there in any case: a table that it lies in is named there.
  lockfile = var.use_lockfile ? [".tflock"] : []
  queue    = var.table == null ? [".lockstep.json"] : []

  # Both are rewritten all the time, and no earlier version is ever asked for.
  lock_prefixes = [
    for of in setproduct(var.state_keys, concat(local.lockfile, [".lockstep.json"])) : "${of[0]}${of[1]}"
  ]

  # A policy has room for a few stacks only: each of these becomes one of its own.
  template_values = [
    for keys in chunklist(var.state_keys, var.stacks_per_policy) : {
      bucket      = var.bucket
      bucket_arn  = local.bucket_arn
      table_arn   = var.table == null ? "" : var.table.arn
      use_table   = var.table != null
      kms_key_arn = var.kms_key_arn == null ? "" : var.kms_key_arn
      use_kms     = var.kms_key_arn != null
      lockfile    = local.lockfile
      queue       = local.queue
      production  = keys
      # In a policy, * stands for the number of any pull request.
      pulls = [for key in keys : replace(local.pr_templates[key], "{pr}", "*")]
      # A sweep lists what all pull requests have left at once.
      pulls_prefixes = distinct([for key in keys : split("{pr}", local.pr_templates[key])[0]])
    }
  ]

  branch_subject = "repo:${var.repository}:ref:refs/heads/${var.apply_branch}"

  plan_subjects = [
    "repo:${var.repository}:pull_request",
    # A merge group runs on a branch that GitHub makes below this.
    "repo:${var.repository}:ref:refs/heads/gh-readonly-queue/${var.apply_branch}/*",
    # For what runs on a schedule or by hand and does not write production.
    local.branch_subject,
  ]

  # A job in an environment has no branch in its subject: the environment's own rules say which branches may use it.
  apply_subjects = [
    var.environment == null ? local.branch_subject : "repo:${var.repository}:environment:${var.environment}",
  ]
}
