output "plan_role" {
  description = "Policies of the role that plans."
  value       = [for values in local.template_values : templatefile("${path.module}/plan-role.json.tftpl", values)]

  precondition {
    condition     = var.use_lockfile || var.table != null
    error_message = "Without a lock table and without lockfiles there is no state lock, and two applies could run at once."
  }
  precondition {
    condition     = length(distinct(values(local.pr_templates))) == length(var.state_keys)
    error_message = "Two stacks would keep the states of their pull requests at one key. Put {dir} into pr_state_key, or whatever tells them apart."
  }
  precondition {
    condition = alltrue([
      for of in setproduct(local.pr_prefixes, var.state_keys) : !startswith(of[0], "${of[1]}.")
    ])
    error_message = "What begins with a production key and a dot belongs to its locks and copies. Choose another pr_state_key."
  }
  precondition {
    condition = alltrue([
      for values in local.template_values :
      length(replace(templatefile("${path.module}/plan-role.json.tftpl", values), "/\\s/", "")) <= 6144
    ])
    error_message = "IAM allows 6,144 characters in a policy. Lower stacks_per_policy."
  }
}

output "apply_role" {
  description = "Policies of the role that applies."
  value       = [for values in local.template_values : templatefile("${path.module}/apply-role.json.tftpl", values)]

  precondition {
    condition = alltrue([
      for values in local.template_values :
      length(replace(templatefile("${path.module}/apply-role.json.tftpl", values), "/\\s/", "")) <= 6144
    ])
    error_message = "IAM allows 6,144 characters in a policy. Lower stacks_per_policy."
  }
}

output "plan_role_trust" {
  description = "Who may assume the role that plans."
  value = templatefile("${path.module}/trust.json.tftpl", {
    provider_arn = var.oidc_provider_arn
    issuer       = var.oidc_issuer
    subjects     = local.plan_subjects
  })
}

output "apply_role_trust" {
  description = "Who may assume the role that applies."
  value = templatefile("${path.module}/trust.json.tftpl", {
    provider_arn = var.oidc_provider_arn
    issuer       = var.oidc_issuer
    subjects     = local.apply_subjects
  })
}

output "bucket" {
  description = "Policy of the bucket."
  value       = templatefile("${path.module}/bucket.json.tftpl", { bucket_arn = local.bucket_arn })
}

output "expiring_prefixes" {
  description = "Prefixes below which replaced versions may expire. Production's states are below none of them."
  value       = concat(local.pr_prefixes, local.lock_prefixes)

  precondition {
    condition     = !contains(local.pr_prefixes, "")
    error_message = "With nothing before {pr}, no prefix tells the keys of pull requests from all others. Put something there, as in pulls/{pr}/{dir}/{file}."
  }
  precondition {
    condition = alltrue([
      for of in setproduct(concat(local.pr_prefixes, local.lock_prefixes), var.state_keys) : !startswith(of[1], of[0])
    ])
    error_message = "A production key begins like the keys of some stack's pull requests: its earlier versions would expire with theirs. Choose another pr_state_key, or another key."
  }
}
